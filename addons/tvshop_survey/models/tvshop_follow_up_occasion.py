from odoo import fields, models
from odoo.tools import format_date

from .tvshop_follow_up import ORDER, OTHER


class TvshopFollowUpOccasion(models.Model):
    """An event that a follow-up has called about, once."""

    _name = "tvshop.follow.up.occasion"
    _description = "Occasion of a Follow-up Call"
    _order = "at DESC, id DESC"
    _rec_name = "partner_id"

    follow_up_id = fields.Many2one(
        "tvshop.follow.up", required=True, readonly=True, ondelete="cascade"
    )
    list_id = fields.Many2one(related="follow_up_id.list_id")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    key = fields.Char(required=True, readonly=True, help="Of the event; it counts once.")
    at = fields.Datetime("Happened", required=True, readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    label = fields.Char("About", readonly=True, help="The record's name when it was taken.")

    _key_uniq = models.Constraint("UNIQUE (follow_up_id, key)", "This event was taken already.")

    def action_open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    def _of_target(self, target):
        """The newest that has put this number on its list."""
        return self.search(
            [
                ("follow_up_id.campaign_id", "=", target.campaign_id.id),
                ("partner_id", "=", target.partner_id.id),
            ],
            order="create_date DESC, at DESC, id DESC",
            limit=1,
        )

    def _describe(self):
        """What was it about, in a line, such as “S01234 · Delivered · 11/26/2026”."""
        rule = self.follow_up_id
        if not rule:
            return ""
        name = "order_state" if rule.event == ORDER else "event"
        labels = dict(rule._fields[name]._description_selection(self.env))
        what = rule.name if rule.event == OTHER else labels[rule[name]]
        local = fields.Datetime.context_timestamp(self.with_context(tz=rule._zone()), self.at)
        return " · ".join(filter(None, (self.label, what, format_date(self.env, local.date()))))

    def _call_again(self):
        """Put on the list again whom the campaign was done with before these occasions."""
        if not self:
            return
        targets = self.env["tvshop.campaign.target"]
        done = targets.search(
            [
                ("campaign_id", "in", self.list_id.campaign_id.ids),
                ("partner_id", "in", self.partner_id.ids),
                ("state", "in", ("done", "left_out")),
            ]
        )
        done._begin_again()
        targets._put_away(done.list_id)
