from contextlib import contextmanager
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

REVEAL, REFUSED, LOOKUP, EXPORT, READ, PRINT = (
    "reveal",
    "refused",
    "lookup",
    "export",
    "read",
    "print",
)
PERIOD = timedelta(days=1)
NEAR = 0.8


class TvshopRevealLog(models.Model):
    """Who got at customers' data, and how. Rows stay whatever becomes of the transaction."""

    _name = "tvshop.reveal.log"
    _description = "Disclosure of Customers' Data"
    _order = "date DESC, id DESC"
    _rec_name = "subject"
    _log_access = False

    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    user_id = fields.Many2one("res.users", required=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, ondelete="restrict")
    kind = fields.Selection(
        [
            (REVEAL, "Number revealed"),
            (REFUSED, "Refused: quota used up"),
            (LOOKUP, "Refused: too many look-ups"),
            (EXPORT, "Export"),
            (READ, "Full numbers read"),
            (PRINT, "Full numbers printed"),
        ],
        required=True,
    )
    subject = fields.Char(help="The number as it is masked, or the fields that were taken.")
    reason = fields.Char()
    record_count = fields.Integer("Records", default=1)
    res_model = fields.Char("Model")
    res_id = fields.Many2oneReference("Record", model_field="res_model")

    _recent = models.Index("(user_id, kind, date)")

    def write(self, vals):
        raise UserError(self.env._("The record of disclosures can't be altered."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The record of disclosures can't be altered."))

    def action_open_record(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    @api.model
    @contextmanager
    def _apart(self):
        """This model in a transaction of its own, committed at the end of the block.

        What is shown after the block is on record for good; if the commit fails, the block raises.
        """
        with self.env.registry.cursor() as cr:
            # sudo: tvshop.reveal.log – nobody writes it by hand, those who are watched least of all
            yield self.with_env(self.env(cr=cr, su=True))

    @api.model
    def _record(self, kind, subject, records, reason=False):
        """Put on record that the user takes something of `records`, before it is handed out."""
        with self._apart() as log:
            log._add(kind, subject, records, reason)

    def _add(self, kind, subject, records, reason=False):
        return self.create(
            {
                "user_id": self.env.uid,
                "company_id": self.env.company.id,
                "kind": kind,
                "subject": subject,
                "reason": reason,
                "record_count": len(records),
                "res_model": records._name,
                "res_id": records.id if len(records) == 1 else False,
            }
        )

    @api.model
    def _spend(self, record, subject, reason):
        """Count one revealed number; UserError when the user's quota is used up.

        :return: how many are left
        """
        quota = self.env.company.tvshop_reveal_quota
        with self._apart() as log:
            # Two requests at once must not both take the last one.
            log.env.cr.execute("LOCK TABLE tvshop_reveal_log IN SHARE ROW EXCLUSIVE MODE")
            used = log._used()
            is_refused = used >= quota
            is_first = is_refused and not log._used(REFUSED)
            log._add(REFUSED if is_refused else REVEAL, subject, record, reason)
            if is_first or used + 1 == max(round(quota * NEAR), 1):
                log._alert(
                    self.env._(
                        "%(user)s has revealed %(used)s of %(quota)s numbers in 24 hours.",
                        user=self.env.user.name,
                        used=used if is_refused else used + 1,
                        quota=quota,
                    )
                )
        if is_refused:
            raise UserError(
                self.env._(
                    "You have revealed %s numbers in 24 hours, and may reveal no more now."
                    " Dial from the customer's page, or ask your manager.",
                    quota,
                )
            )
        return quota - used - 1

    def _used(self, kind=REVEAL):
        since = fields.Datetime.now() - PERIOD
        domain = [("user_id", "=", self.env.uid), ("kind", "=", kind), ("date", ">", since)]
        return self.search_count(domain)

    def _alert(self, text):
        """A to-do for the user's supervisor."""
        supervisor = self.env.user._tvshop_supervisor()
        if supervisor:
            # The client's context must not keep the to-do away.
            self.env.user.partner_id.with_context(
                mail_activity_quick_update=True, mail_activity_automation_skip=False
            ).activity_schedule(
                "mail.mail_activity_data_warning", summary=text, user_id=supervisor.id
            )
