from . import tvshop_campaign_upload, tvshop_do_not_call_add, tvshop_do_not_call_lift
