from . import tvshop_order_transition
