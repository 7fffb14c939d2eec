from . import (
    test_access,
    test_agent_number,
    test_attempt,
    test_campaign,
    test_claim,
    test_demo,
    test_do_not_call,
    test_figures,
    test_import,
    test_js,
    test_rules,
)
