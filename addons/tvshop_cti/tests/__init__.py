from . import (
    test_agent_desk,
    test_agent_states,
    test_calls,
    test_customer_and_order,
    test_demo,
    test_gateway,
    test_js,
    test_outbox,
    test_pbx_config,
    test_pop,
    test_security,
)
