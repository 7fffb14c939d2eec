import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError

_logger = logging.getLogger(__name__)

MAX_ALARMS = 20


class TvshopContribution(models.Model):
    """The nightly recount, and what is done about a difference."""

    _inherit = "tvshop.contribution"

    @api.model
    def _cron_check(self):
        """Recount all customers; tell the manager of each company what differs."""
        differences, orders = self._recount()
        self._open_for_differences(differences)
        accounts = self._note_differences(differences)
        accounts |= self._accounts_of(self.env["sale.order"].browse(orders))
        self.env["res.company"].search([]).tvshop_contribution_checked_at = fields.Datetime.now()
        if not accounts:
            _logger.info("Contributions agree with their recount")
            return
        _logger.error("Contributions of %s customers differ from their recount", len(accounts))
        accounts._raise_alarm()

    @api.model
    def _open_for_differences(self, differences):
        """A customer whose account is missing gets one, so that the difference can be shown."""
        known = self.search([("partner_id", "in", [row[0] for row in differences])])
        pairs = {(account.partner_id.id, account.company_id.id) for account in known}
        self.create(
            [
                {"partner_id": partner, "company_id": company, "total": kept}
                for partner, company, _recounted, kept in differences
                if (partner, company) not in pairs
            ]
        )

    @api.model
    def _note_differences(self, differences):
        found = {(partner, company): more - kept for partner, company, more, kept in differences}
        partners = [partner for partner, _company in found]
        accounts = self.search(["|", ("partner_id", "in", partners), ("difference", "!=", 0)])
        for account in accounts:
            account.difference = found.get((account.partner_id.id, account.company_id.id), 0)
        return accounts.filtered(
            lambda account: (account.partner_id.id, account.company_id.id) in found
        )

    @api.model
    def _accounts_of(self, orders):
        accounts = self.search([("partner_id", "in", orders.partner_id.ids)])
        pairs = {(order.partner_id, order.company_id) for order in orders}
        return accounts.filtered(lambda account: (account.partner_id, account.company_id) in pairs)

    def _raise_alarm(self):
        """A to-do for the company's manager on each of the first accounts, once while open."""
        todo = self.env.ref("mail.mail_activity_data_todo")
        quiet = self.filtered(lambda account: not account.activity_ids)
        for company, accounts in quiet.grouped("company_id").items():
            accounts[:MAX_ALARMS].activity_schedule(
                activity_type_id=todo.id,
                user_id=company._tvshop_manager().id,
                summary=self.env._("The contribution differs from its recount"),
                note=self.env._(
                    "%s customers differ. Look at the customer's orders, then press Recount.",
                    len(accounts),
                ),
            )

    def action_recount(self):
        """Put right what differs, from the orders on."""
        if not self.env.user.has_group("tvshop_crm.group_manager"):
            raise AccessError(self.env._("A manager recounts contributions."))
        self.check_access("read")
        # sudo: tvshop.contribution, sale.order – worked out anew from what is on record
        accounts = self.sudo()
        _differences, orders = accounts._recount(accounts.partner_id)
        accounts.env.add_to_compute(
            accounts.env["sale.order"]._fields["contribution"],
            accounts.env["sale.order"].browse(orders),
        )
        accounts.env.flush_all()
        accounts.env.add_to_compute(self._fields["total"], accounts)
        accounts.difference = 0
        accounts.activity_ids.action_done()
