from . import (
    test_accounts,
    test_due,
    test_lock,
    test_price_note,
    test_receipt,
    test_remittance,
    test_security,
    test_settlement,
    test_settlement_property,
    test_supplier,
    test_supplier_property,
)
