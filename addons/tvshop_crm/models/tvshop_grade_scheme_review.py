import logging

from odoo import api, fields, models

from ..grading.decide import decide

_logger = logging.getLogger(__name__)

BATCH = 500


class TvshopGradeScheme(models.Model):
    """Reviewing customers' grades by the scheme in force."""

    _inherit = "tvshop.grade.scheme"

    @api.model
    def _cron_review(self):
        """Review everybody: periods roll on, and schemes begin on their day."""
        last_id = 0
        while accounts := self.env["tvshop.contribution"].search(
            [("id", ">", last_id)], order="id", limit=BATCH
        ):
            last_id = accounts[-1].id
            self._review(accounts)
            self.env["ir.cron"]._commit_progress(len(accounts))

    @api.model
    def _cron_review_changed(self):
        """Review those for whom something was delivered or came back."""
        accounts = self.env["tvshop.contribution"].search([("needs_review", "=", True)])
        for start in range(0, len(accounts), BATCH):
            self._review(accounts[start : start + BATCH])
            self.env["ir.cron"]._commit_progress(len(accounts[start : start + BATCH]))

    @api.model
    def _review(self, accounts, day=None):
        """Give the customers of `accounts` the grades that they have reached; in sets."""
        day = day or fields.Date.context_today(self)
        accounts.needs_review = False
        scheme = self._in_force(day)
        if not scheme:
            return
        partners = accounts.partner_id.filtered(lambda partner: not partner.is_grade_fixed)
        amounts, values = scheme._amounts(partners, day), scheme._values()
        since = partners._grade_days()
        moves = {}
        for partner in partners:
            amount = amounts.get(partner.id, 0)
            grade_id = decide(values, amount, partner.grade_id.id, since.get(partner.id), day)
            if (grade_id or False) != partner.grade_id.id:
                moves.setdefault(grade_id or False, partners.browse())
                moves[grade_id or False] |= partner
        for grade_id, movers in moves.items():
            movers.with_context(tvshop_grading=(scheme.id, amounts)).grade_id = grade_id

    def action_review_now(self):
        """Review everybody in the background, now."""
        self.check_access("write")
        # sudo: ir.cron – whoever may change the scheme may have it applied
        self.env.ref("tvshop_crm.cron_review_grades").sudo()._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("The grades of all customers are being reviewed."),
                "type": "info",
            },
        }
