from odoo import api, models


class AccountJournal(models.Model):
    _inherit = "account.journal"

    @api.constrains("restrict_mode_hash_table")
    def _check_settlement_journal(self):
        # sudo: res.company – whichever settles in these journals
        companies = self.env["res.company"].sudo()
        companies.search(
            [("tvshop_settlement_journal_id", "in", self.ids)]
        )._check_settlement_journal()
