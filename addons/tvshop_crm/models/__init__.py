from . import tvshop_media_channel
from . import tvshop_hotline
from . import tvshop_spot
from . import tvshop_contact_method
from . import res_company
from . import res_partner
