from odoo import api, fields, models

from .tvshop_campaign_claim import is_chosen


class TvshopCall(models.Model):
    """Calls that the dialler made lead their attempts, and know whom they are for."""

    _inherit = "tvshop.call"

    campaign_id = fields.Many2one(
        "tvshop.campaign", readonly=True, index="btree_not_null", ondelete="set null",
        groups="tvshop_crm.group_supervisor",
    )  # fmt: skip

    @api.model
    def _record(self, pbx, folded):
        folded = list(folded)
        calls = super()._record(pbx, folded)
        ours = [call for call in folded if is_chosen(call.linkedid)]
        if ours:
            self.env["tvshop.campaign.attempt"]._follow(pbx, ours, calls)
        return calls

    @api.model
    def _prepare_lookup(self, pbx, calls, known):
        calls = list(calls)
        lookup = super()._prepare_lookup(pbx, calls, known)
        linkedids = [call.linkedid for call in calls if is_chosen(call.linkedid)]
        attempts = self.env["tvshop.campaign.attempt"]
        found = attempts._of_calls(pbx, linkedids) if linkedids else attempts
        lookup["attempts"] = {attempt.linkedid: attempt for attempt in found}
        return lookup

    def _prepare_course_vals(self, call, lookup):
        vals = super()._prepare_course_vals(call, lookup)
        attempt = lookup["attempts"].get(call.linkedid)
        if attempt:
            vals["campaign_id"] = attempt.campaign_id.id
        return vals

    def _partner_of(self, call, lookup, number):
        attempt = lookup["attempts"].get(call.linkedid)
        return attempt.partner_id.id if attempt else super()._partner_of(call, lookup, number)

    def _attempt(self):
        """The dialler's attempt that this call is; sudoed, maybe empty."""
        # sudo: tvshop.campaign.attempt – looked up for a call that the caller was shown
        attempts = self.env["tvshop.campaign.attempt"].sudo()
        is_out = self.direction == "out"
        return attempts._of_calls(self.pbx_id, [self.linkedid]) if is_out else attempts
