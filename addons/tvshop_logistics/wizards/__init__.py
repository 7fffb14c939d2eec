from . import tvshop_carrier_change
