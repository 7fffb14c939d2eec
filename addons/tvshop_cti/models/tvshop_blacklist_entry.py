from odoo import models


class TvshopBlacklistEntry(models.Model):
    """The PBX keeps blacklisted numbers in its own store, so that it needs nobody to ask."""

    _name = "tvshop.blacklist.entry"
    _inherit = ["tvshop.blacklist.entry", "tvshop.bridge.mixin"]
    _pbx_fields = frozenset({"state", "until", "is_warned_only"})
