from . import tvshop_carrier_mapping, tvshop_carrier_upload  # isort: skip - others inherit them
from . import (
    tvshop_carrier_change,
    tvshop_exchange,
    tvshop_exchange_line,
    tvshop_feedback_mapping,
    tvshop_feedback_upload,
    tvshop_order_transition,
    tvshop_take_back,
    tvshop_waybill_reprint,
    tvshop_waybill_spoil,
)
