from odoo import api, fields, models
from odoo.addons.tvshop_cti.models.tvshop_agent_desk import to_iso

from .tvshop_campaign import MANUAL
from .tvshop_campaign_target import WAITING

NEW, KNOWN = "new", "known"


class ResPartner(models.Model):
    _inherit = "res.partner"

    call_consent = fields.Selection(
        [("given", "Given"), ("withdrawn", "Withdrawn")],
        "Consent to Be Called",
        tracking=True,
        help="Who has withdrawn it is called by no campaign.",
    )

    campaign_attempt_count = fields.Integer(
        compute="_compute_campaign_attempt_count", groups="tvshop_crm.group_supervisor"
    )

    def _compute_campaign_attempt_count(self):
        counts = dict(
            self.env["tvshop.campaign.attempt"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.campaign_attempt_count = counts.get(partner, 0)

    def action_view_campaign_attempts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_dialer.campaign_attempt_action"
        )
        return {**action, "domain": [("partner_id", "=", self.id)], "context": {}}

    @api.model
    def desktop_profile(self, partner_id):
        """The profile with `numbers`: those of campaigns that this user dials by hand."""
        profile = super().desktop_profile(partner_id)
        profile["numbers"] = self.browse(partner_id)._desktop_numbers()
        return profile

    @api.model
    def desktop_save(self, partner_id, vals):
        result = super().desktop_save(partner_id, vals)
        if result.get("id"):
            result["numbers"] = self.browse(result["id"])._desktop_numbers()
        return result

    def _desktop_basics(self):
        return {**super()._desktop_basics(), "call_consent": self.call_consent}

    def _prepare_desktop_vals(self, vals):
        written = super()._prepare_desktop_vals(vals)
        if "call_consent" in vals:
            written["call_consent"] = vals["call_consent"]
        return written

    def _desktop_numbers(self):
        agent = self.env["tvshop.agent"]._mine(required=False)
        campaigns = (
            agent.env["tvshop.campaign"]._of_agent(agent).filtered_domain([("mode", "=", MANUAL)])
        )
        if not campaigns:
            return []
        numbers = agent.env["tvshop.campaign.target"].search(
            [
                ("partner_id", "=", self.id),
                ("campaign_id", "in", campaigns.ids),
                ("state", "=", WAITING),
            ]
        )
        return [
            {
                "id": one.id,
                "campaign": one.campaign_id.name,
                "number_masked": one.masked,
                "attempts": one.attempt_count,
                "not_before": one.next_try_at > fields.Datetime.now() and to_iso(one.next_try_at),
            }
            for one in numbers
        ]

    def _script_kind(self):
        """Whether a customer, maybe an unknown one, has ordered before."""
        # sudo: sale.order – whether there is one, for agents who see their own only
        orders = self.env["sale.order"].sudo()
        domain = [("partner_id", "=", self.id), ("state", "=", "sale")]
        return KNOWN if self and orders.search_count(domain, limit=1) else NEW
