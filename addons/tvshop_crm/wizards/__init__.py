from . import tvshop_order_transition, tvshop_reveal
