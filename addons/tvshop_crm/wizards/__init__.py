from . import tvshop_upload_mixin  # isort: skip - others inherit it
from . import (
    tvshop_blacklist_add,
    tvshop_blacklist_lift,
    tvshop_credit_waive,
    tvshop_order_transition,
    tvshop_order_upload,
    tvshop_reveal,
)
