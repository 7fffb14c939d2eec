from . import (
    test_accounts,
    test_due,
    test_lock,
    test_remittance,
    test_security,
    test_settlement,
    test_settlement_property,
)
