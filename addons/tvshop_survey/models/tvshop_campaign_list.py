from odoo import fields, models
from odoo.fields import Command
from odoo.tools import SQL

OWN_FIELDS = [
    "event", "days", "order_state", "other_model", "date_path", "partner_path", "condition",
]  # fmt: skip


class TvshopCampaignList(models.Model):
    _inherit = "tvshop.campaign.list"

    follow_up_ids = fields.One2many(
        "tvshop.follow.up", "list_id", "Follow-up", help="Whose customers are on the list."
    )

    def copy_data(self, default=None):
        """A follow-up goes with its list."""
        vals_list = super().copy_data(default)
        for one, vals in zip(self, vals_list, strict=True):
            rules = one.follow_up_ids.read(OWN_FIELDS, load=None)
            vals["follow_up_ids"] = [
                Command.create({name: rule[name] for name in OWN_FIELDS}) for rule in rules
            ]
        return vals_list

    def _chosen_numbers(self):
        if not self.follow_up_ids:
            return super()._chosen_numbers()
        return SQL(
            "m.is_main AND m.partner_id IN (SELECT partner_id FROM tvshop_follow_up_occasion"
            " WHERE follow_up_id = ANY(%s))",
            self.follow_up_ids.ids,
        )

    def _count_matches(self):
        if not self.follow_up_ids:
            return super()._count_matches()
        return sum(len(rule._due_events(fields.Datetime.now())) for rule in self.follow_up_ids)

    def _fill(self):
        """A follow-up's customers are looked for first; who was called before is called again."""
        occasions = self.follow_up_ids._take_occasions(fields.Datetime.now())
        super()._fill()
        occasions._call_again()
        # sudo: tvshop.follow.up – what the scheduler wrote is over, whoever fills the list
        self.follow_up_ids.sudo().filtered("failure").failure = False
