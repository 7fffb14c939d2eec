from datetime import timezone

from odoo import models
from odoo.addons.tvshop_crm.models.tvshop_blacklist_entry import ACTIVE

FOREVER = "0"
WARN_ONLY = "w"


class TvshopPbx(models.Model):
    """The blacklist in the PBX's own store: until when, in epoch seconds, is a number kept out."""

    _inherit = "tvshop.pbx"

    def _prepare_store(self):
        return {**super()._prepare_store(), **self._prepare_blacklist()}

    def _prepare_blacklist(self):
        entries = self.env["tvshop.blacklist.entry"].search_fetch(
            [("state", "=", ACTIVE), ("company_id", "=", self.company_id.id)],
            ["e164", "until", "is_warned_only"],
            order="id",
        )
        return {f"blacklist/{entry.e164.lstrip('+')}": _store_value(entry) for entry in entries}


def _store_value(entry):
    until = entry.until and str(int(entry.until.replace(tzinfo=timezone.utc).timestamp()))
    return (WARN_ONLY if entry.is_warned_only else "") + (until or FOREVER)
