from . import tvshop_do_not_call_add
