from odoo import api, fields, models

SUCCESS, NO_INTEREST, AGAIN = "success", "no_interest", "again"
CALLBACK, DO_NOT_CALL, WRONG = "callback", "do_not_call", "wrong"
FINAL = (SUCCESS, NO_INTEREST, DO_NOT_CALL, WRONG)
KINDS = [
    (SUCCESS, "Success"),
    (NO_INTEREST, "No interest"),
    (AGAIN, "Call again later"),
    (CALLBACK, "Call back at a time agreed on"),
    (DO_NOT_CALL, "Do not call any more"),
    (WRONG, "Wrong person or number"),
]


class TvshopCampaignOutcome(models.Model):
    """How agents say what a campaign's call came to."""

    _name = "tvshop.campaign.outcome"
    _description = "Outcome of a Campaign's Call"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, help="Empty: every company's."
    )
    kind = fields.Selection(KINDS, required=True, default=NO_INTEREST)
    delay_minutes = fields.Integer(
        "Again After (minutes)", default=1440, help="Of those who are to be called again."
    )
    growth = fields.Float("Growth", default=1.0, help="Each pause is so many times the one before.")
    max_tries = fields.Integer("Tries at Most", default=3, help="Of calls that came to this.")

    _retry_valid = models.Constraint(
        "CHECK (delay_minutes BETWEEN 1 AND 129600 AND growth BETWEEN 1 AND 10"
        " AND max_tries BETWEEN 1 AND 20)",
        "Again after 1 minute to 90 days, each pause 1 to 10 times the one before, 1 to 20 tries.",
    )

    def write(self, vals):
        if set(vals) - {"sequence"}:
            self.env["tvshop.campaign"]._check_using("outcome_ids", self)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unused(self):
        self.env["tvshop.campaign"]._check_using("outcome_ids", self)

    @api.model
    def _of_company(self):
        """The user's company's outcomes, and those of every company."""
        return self.search(self._check_company_domain(self.env.company))
