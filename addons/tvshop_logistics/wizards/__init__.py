from . import (
    tvshop_carrier_change,
    tvshop_feedback_mapping,
    tvshop_feedback_upload,
    tvshop_waybill_reprint,
    tvshop_waybill_spoil,
)
