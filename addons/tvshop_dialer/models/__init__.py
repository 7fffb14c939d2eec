# ruff: noqa: I001 - a model comes after those that it inherits from
from . import tvshop_do_not_call
from . import tvshop_calling_holiday
from . import tvshop_campaign_outcome
from . import tvshop_campaign
from . import tvshop_campaign_retry
from . import tvshop_campaign_list
from . import tvshop_campaign_attempt
from . import tvshop_campaign_target
from . import tvshop_campaign_claim
from . import tvshop_campaign_decision
from . import tvshop_campaign_figures
from . import tvshop_call
from . import tvshop_agent
from . import tvshop_pbx
from . import res_company
from . import res_partner
from . import res_config_settings
