# ruff: noqa: I001 - a model comes after those that it inherits from
from . import res_partner
from . import survey_user_input
from . import tvshop_call
from . import tvshop_campaign
from . import tvshop_campaign_list
from . import tvshop_campaign_target
from . import tvshop_follow_up
from . import tvshop_follow_up_occasion
from . import tvshop_queue
from . import tvshop_survey_report
from . import tvshop_agent
from . import res_company
from . import res_config_settings
