import logging

from odoo import api, fields, models
from odoo.addons.tvshop_crm.intake.texts import problem_text, refusal_text
from odoo.addons.tvshop_crm.tables.table import Refused, read_table
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..intake.numbers import read_numbers
from .tvshop_campaign import ENDED

_logger = logging.getLogger(__name__)

CHUNK = 500
# Larger files are taken in by the scheduler, while the user goes on.
AT_ONCE = 2**16


class TvshopCampaignImport(models.Model):
    """A file of numbers that became a campaign's list.

    Taking it in twice makes nobody twice: who was made is found by number the next time.
    """

    _name = "tvshop.campaign.import"
    _inherit = ["tvshop.file.mixin", "tvshop.customer.intake"]
    _description = "Imported Call List"

    campaign_id = fields.Many2one(
        "tvshop.campaign", required=True, readonly=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", "Brought By", required=True, readonly=True, default=lambda self: self.env.user
    )
    file = fields.Binary(help="Dropped when all of its numbers are on the list.")
    state = fields.Selection(
        [("waiting", "Waiting"), ("done", "Read"), ("refused", "Refused")],
        required=True,
        default="waiting",
        readonly=True,
    )
    failure = fields.Char("Stopped Because", readonly=True, help="Tried again every five minutes.")
    list_ids = fields.One2many("tvshop.campaign.list", "import_id", "Call Lists")
    contact_method_ids = fields.Many2many(
        "tvshop.contact.method", "tvshop_campaign_import_number_rel", "import_id", "method_id",
        "Numbers", readonly=True,
    )  # fmt: skip
    repeated_count = fields.Integer("Numbers Standing Twice", readonly=True)
    known_count = fields.Integer("Customers Known", readonly=True)
    new_count = fields.Integer("New Customers", readonly=True)

    def action_view_targets(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_dialer.campaign_target_action"
        )
        return {**action, "domain": [("list_id", "in", self.list_ids.ids)], "context": {}}

    @api.model
    def _receive(self, campaign, name, data):
        """Put a file's numbers on a list of their own in the campaign.

        :raises AccessError: if the user is no supervisor
        :raises UserError: if the campaign has ended, or is approved and the user is no manager
        """
        if not self.env.user.has_group("tvshop_crm.group_supervisor"):
            raise AccessError(self.env._("Supervisors import call lists."))
        if campaign.state == ENDED:
            raise UserError(self.env._("The campaign has ended."))
        # sudo: tvshop.campaign.import – files are kept by this step only and changed by nobody
        record = self.sudo().create(
            {
                **self._prepare_file_vals(name, data),
                "campaign_id": campaign.id,
                "company_id": campaign.company_id.id,
                "user_id": self.env.uid,
            }
        )
        self.env["tvshop.campaign.list"].create(
            {"name": name.rsplit(".", 1)[0], "campaign_id": campaign.id, "import_id": record.id}
        )
        if len(data) <= AT_ONCE:
            record._read()
        else:
            self.env.ref("tvshop_dialer.ir_cron_campaign_import")._trigger()
        return record.with_env(self.env)

    @api.model
    def _cron_read(self):
        """Take in what waits; what is whole stays if the next chunk fails."""
        for record in self.search([("state", "=", "waiting")], order="id"):
            try:
                record._as_its_user()._read(is_scheduled=True)
            except Exception as error:
                self.env.cr.rollback()
                _logger.exception("A call list's import stopped and is tried again")
                record.failure = str(error) or type(error).__name__
            self.env["ir.cron"]._commit_progress()

    def _as_its_user(self):
        """Customers are made by who brought the file, and its rows go back in their language."""
        # sudo: tvshop.campaign.import – checked when the file was received
        record = self.with_user(self.user_id).with_company(self.company_id).sudo()
        return record.with_context(lang=self.user_id.lang)

    def _read(self, is_scheduled=False):
        """Take the file in: its customers, its list, and the rows that go back."""
        try:
            found = read_numbers(read_table(self._content()))
        except Refused as refused:
            self._refuse(refusal_text(self.env, refused.code, refused.value))
            self.file = False
            self.list_ids.unlink()
            return
        # An import that was stopped has taken some of them.
        taken = set(self.contact_method_ids.mapped("e164"))
        entries = [entry for entry in found.entries if entry.phone.e164 not in taken]
        bad = list(found.bad)
        for first in range(0, len(entries), CHUNK):
            bad += self._take(entries[first : first + CHUNK])
            if is_scheduled:
                left = len(entries) - first - CHUNK
                self.env["ir.cron"]._commit_progress(1, remaining=max(0, -(-left // CHUNK)))
        self._finish(found, sorted(bad, key=lambda row: row.line))

    def _take(self, entries):
        """Find or make the customers of some entries; BadRows of what can't be taken."""
        methods = self._find_methods({entry.phone.e164 for entry in entries})
        known = methods.filtered(self._customer_of).grouped("e164")
        taken, new, bad = methods.browse(), [], []
        for entry in entries:
            own = known.get(entry.phone.e164, methods.browse())
            same_name = own.filtered(lambda one, name=entry.name: one.partner_id.name == name)
            own = same_name[:1] or own
            if len(self.env["res.partner"].union(*map(self._customer_of, own))) > 1:
                bad.append(entry.bad("customers"))
            elif own:
                taken |= own[:1]
            elif entry.name:
                new.append(entry)
            else:
                bad.append(entry.bad("no_name"))
        made = self._create_customers(
            [entry.phone for entry in new], [{"name": entry.name} for entry in new]
        )
        self.write(
            {
                "known_count": self.known_count + len(taken),
                "new_count": self.new_count + len(made),
                "contact_method_ids": [
                    Command.link(one.id) for one in taken | made.contact_method_ids
                ],
            }
        )
        return bad

    def _finish(self, found, bad):
        returned = self._new_returned(found.header)
        for row in bad:
            returned.add(row.cells, row.line, problem_text(self.env, row.code, row.value))
        self.write(
            {
                "state": "done",
                "failure": False,
                "file": False,
                "row_count": found.rows,
                "repeated_count": found.repeated,
                **self._prepare_returned_vals(returned),
            }
        )
        for one in self.list_ids:
            one._fill()
