from odoo import fields, models
from odoo.addons.tvshop_cti.models.tvshop_call_dial import DAILY_LIMIT

from .tvshop_campaign_target import LIMIT_PAUSE

# Problems of recordings with which a call goes on unrecorded.
UNUSABLE = ("full", "unreachable")


class TvshopPbx(models.Model):
    _inherit = "tvshop.pbx"

    def _lose_calls(self, at, linkedids=None):
        """What the dialler had in the air when the PBX was lost is over, too."""
        calls = super()._lose_calls(at, linkedids)
        self.env["tvshop.campaign.attempt"]._lose(calls)
        return calls

    def _describe_unrecorded(self):
        """Why campaigns call nobody: the call would have to be recorded and can't be. Or "".

        Of calls out, the telephone system's own setting alone says whether they are recorded.
        """
        self.ensure_one()
        if self.recording_mode == "off" or self.recording_problem not in UNUSABLE:
            return ""
        return self.env._(
            "Calls of campaigns are recorded, and the recordings' disk is full or can't be written"
            " to: nobody is dialled until there is room again."
        )

    def _is_dial_full(self):
        """Whether the PBX has refused a call lately because enough were made today.

        It counts by itself, and nothing tells when that limit was raised: it is asked again later.
        """
        self.ensure_one()
        refused = [
            ("pbx_id", "=", self.id),
            ("dial_refused", "=", DAILY_LIMIT),
            ("start", ">", fields.Datetime.now() - LIMIT_PAUSE),
        ]
        return bool(self.env["tvshop.call"].search_count(refused, limit=1))
