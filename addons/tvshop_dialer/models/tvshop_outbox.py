from odoo import models
from odoo.addons.tvshop_cti.models.tvshop_outbox import EXPIRED

FAILED = "failed"


class TvshopOutbox(models.Model):
    """Requests to dial for a campaign: the last word before they are sent, and what never rang."""

    _inherit = "tvshop.outbox"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in (FAILED, EXPIRED):
            self._attempts()._withdraw()
        return result

    def _sendable(self):
        """Who was put on do-not-call since the agent has dialled is not called any more."""
        rows = super()._sendable()
        attempts = rows._attempts()
        if not attempts:
            return rows
        _allowed, refused = attempts._lock_for_dialling()
        withheld = rows.filtered(lambda row: row._attempt_id() in refused.ids)
        withheld.write({"state": FAILED, "result": "the number may not be called any more"})
        withheld.agent_id._tell("outbox")
        return rows - withheld

    def _attempts(self):
        ids = [row._attempt_id() for row in self]
        return self.env["tvshop.campaign.attempt"].browse(filter(None, ids))

    def _attempt_id(self):
        return (self.payload or {}).get("attempt_id")
