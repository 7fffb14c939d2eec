from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from ..credit.points import REFUSED, RETURNED, UNPAID, Rules
from .tvshop_blacklist_entry import POLICIES


class ResCompany(models.Model):
    _inherit = "res.company"

    tvshop_spot_window = fields.Integer(
        "Spot Window (minutes)",
        default=120,
        help="A call outside every spot counts for the last spot that ended within this time.",
    )
    tvshop_todo_escalation_hours = fields.Integer(
        "Escalate To-dos After (hours)",
        default=24,
        help="A to-do later than this is brought to the supervisor.",
    )
    tvshop_reveal_quota = fields.Integer(
        "Full Numbers per Day",
        default=20,
        help="How many full phone numbers a user with the right may have shown in 24 hours.",
    )
    tvshop_lookup_limit = fields.Integer(
        "Look-ups per Hour",
        default=30,
        help="How many different full phone numbers a user may look up or enter within an hour.",
    )

    tvshop_blacklist_marks = fields.Integer(
        "Blacklist After (marks)",
        default=3,
        help="Marks from so many different calls blacklist a number.",
    )
    tvshop_blacklist_window_days = fields.Integer(
        "Marks Count For (days)", default=90, help="0: for ever."
    )
    tvshop_blacklist_days = fields.Integer(
        "Blacklisted For (days)", default=180, help="0: until a supervisor lifts it."
    )
    tvshop_blacklist_policy = fields.Selection(
        POLICIES, "Blacklisted Callers", default="reject", required=True, help="On new hotlines."
    )

    tvshop_contribution_checked_at = fields.Datetime("Contributions Recounted On", readonly=True)

    tvshop_credit_refused = fields.Float("Points for a Refused Parcel", default=2.0)
    tvshop_credit_unpaid = fields.Float("Points for Unpaid Cash on Delivery", default=3.0)
    tvshop_credit_returned = fields.Float("Points for a Return", default=1.0)
    tvshop_credit_half_life = fields.Integer(
        "Points Are Halved After (days)", default=180, help="0: they never fade."
    )

    _tvshop_credit_valid = models.Constraint(
        "CHECK (tvshop_credit_refused >= 0 AND tvshop_credit_unpaid >= 0"
        " AND tvshop_credit_returned >= 0 AND tvshop_credit_half_life BETWEEN 0 AND 36500)",
        "Points and days can't be negative.",
    )
    _tvshop_reveal_quota_positive = models.Constraint(
        "CHECK (tvshop_reveal_quota >= 0 AND tvshop_lookup_limit >= 0)",
        "A quota can't be negative.",
    )
    _tvshop_blacklist_valid = models.Constraint(
        "CHECK (tvshop_blacklist_marks BETWEEN 1 AND 100"
        " AND tvshop_blacklist_window_days BETWEEN 0 AND 36500"
        " AND tvshop_blacklist_days BETWEEN 0 AND 36500)",
        "A number is blacklisted after 1 to 100 marks; days can't be negative.",
    )
    _tvshop_spot_window_positive = models.Constraint(
        "CHECK (tvshop_spot_window >= 0)", "The spot window can't be negative."
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        # sudo: tvshop.credit.level – whoever founds a company, it begins with the usual levels
        self.env["tvshop.credit.level"].sudo()._copy_to(companies)
        return companies

    def _tvshop_credit_rules(self):
        """What counts how much, and `((points, level id), …)`, rising."""
        weights = {
            REFUSED: self.tvshop_credit_refused,
            UNPAID: self.tvshop_credit_unpaid,
            RETURNED: self.tvshop_credit_returned,
        }
        levels = self.env["tvshop.credit.level"].search_fetch(
            [("company_id", "=", self.id)], ["points"], order="points"
        )
        rules = Rules(weights, self.tvshop_credit_half_life)
        return rules, tuple((one.points, one.id) for one in levels)

    def _tvshop_midnight(self, day):
        """The moment, in UTC, at which `day` begins where this company is."""
        zone = ZoneInfo(self.partner_id.tz or "UTC")
        return datetime.combine(day, time.min, zone).astimezone(UTC).replace(tzinfo=None)

    def _tvshop_manager(self):
        """Who hears of what is wrong with the company's figures."""
        managers = self.env.ref("tvshop_crm.group_manager").all_user_ids
        return managers.filtered(lambda user: user.active and self in user.company_ids).sorted(
            "id"
        )[:1]
