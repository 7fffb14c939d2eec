from odoo.addons.tvshop_cti.bridge.extension import EXTENSIONS

from . import controllers, models, wizards
from .bridge.dialler import Dialler

EXTENSIONS.append(Dialler)
