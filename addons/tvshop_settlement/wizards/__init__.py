from . import (
    tvshop_bank_match,
    tvshop_due_resolve,
    tvshop_order_transition,
    tvshop_receipt,
    tvshop_receipt_line,
    tvshop_remittance_correct,
    tvshop_remittance_mapping,
    tvshop_remittance_upload,
)
