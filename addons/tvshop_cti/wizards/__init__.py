from . import tvshop_callback_cancel
