from . import (
    tvshop_blacklist_add,
    tvshop_blacklist_lift,
    tvshop_order_transition,
    tvshop_order_upload,
    tvshop_reveal,
)
