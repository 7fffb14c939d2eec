import base64
import logging
import subprocess
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .tvshop_printer import send

_logger = logging.getLogger(__name__)
DOWNLOAD_MINUTES = 10
FILE_NAMES = {"pdf": "pdf", "escp": "prn", "escpos": "prn"}


class TvshopPrintJob(models.Model):
    """What was printed, by whom and why: the record of every print of a waybill.

    The pages carry customers' full numbers. They are readable by nobody; the one who printed
    gets them from the controller for some minutes, and they are deleted within days.
    """

    _name = "tvshop.print.job"
    _description = "Print Job"
    _order = "id DESC"

    name = fields.Char(required=True, readonly=True)
    printer_id = fields.Many2one(
        "tvshop.printer", required=True, readonly=True, ondelete="restrict", index=True
    )
    user_id = fields.Many2one(
        "res.users", "Printed By", required=True, readonly=True, default=lambda self: self.env.user
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    waybill_ids = fields.Many2many("tvshop.waybill", string="Waybills", readonly=True)
    page_count = fields.Integer("Pages", readonly=True)
    reason = fields.Char("Why Again", readonly=True)
    data = fields.Binary(attachment=False, readonly=True, groups=fields.NO_ACCESS)
    has_data = fields.Boolean("Can Be Sent Again", readonly=True)
    state = fields.Selection(
        [
            ("ready", "To download"),
            ("queued", "Waiting"),
            ("sending", "Being sent"),
            ("sent", "Sent"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    error = fields.Char(readonly=True)

    @api.model
    def _submit(self, printer, data, name, waybills=(), reason="", pages=1):
        """Put pages on record and, once the transaction is committed, send them."""
        # sudo: tvshop.print.job – put on record by the system, whoever printed
        job = self.sudo().create(
            {
                "name": name,
                "printer_id": printer.id,
                "state": "ready" if printer.way == "browser" else "queued",
                "data": base64.b64encode(data),
                "has_data": True,
                "waybill_ids": [fields.Command.set([waybill.id for waybill in waybills])],
                "page_count": pages,
                "reason": reason,
            }
        )
        job._send_after_commit()
        return job.with_env(self.env)

    def _send_after_commit(self):
        for job in self.filtered(lambda job: job.state == "queued"):
            self.env.cr.postcommit.add(job._send_outside)

    def _send_outside(self):
        """Claim the job, send it with no transaction open, write down how it went."""
        with self.env.registry.cursor() as cr:
            job = self.with_env(self.env(cr=cr, su=True))
            if job.state != "queued" or not job.try_lock_for_update():
                return
            job.state = "sending"
            address, data = job.printer_id._address(), base64.b64decode(job.data)
        error = self._try_send(address, data)
        with self.env.registry.cursor() as cr:
            self.with_env(self.env(cr=cr, su=True))._finish(error)

    def _try_send(self, address, data):
        try:
            send(address, data)
        except (OSError, subprocess.SubprocessError) as error:
            _logger.info("Print job %s: %s", self.id, error)
            return str(getattr(error, "stderr", None) or error)[:200]
        return None

    def _finish(self, error):
        if not error:
            self.write({"state": "sent", "error": False, "data": False, "has_data": False})
            return
        self.write({"state": "failed", "error": error})
        self.user_id._bus_send(
            "simple_notification",
            {
                "type": "danger",
                "sticky": True,
                "title": self.env._("%s did not print", self.printer_id.name),
                "message": self.env._(
                    "Check that the printer is on and has paper, then press Send Again on the"
                    " print job “%s”.",
                    self.name,
                ),
            },
        )

    def action_send_again(self):
        self.check_access("read")
        for job in self:
            if job.state not in ("failed", "sending") or not job.has_data:
                raise UserError(
                    self.env._("Only a failed job is sent again; print the waybills anew.")
                )
        # sudo: tvshop.print.job – sends once more what this department may print
        jobs = self.sudo()
        jobs.write({"state": "queued", "error": False})
        jobs._send_after_commit()

    def _open(self):
        """What the browser does next: fetch the file, or show the jobs."""
        if len(self) == 1 and self.state == "ready":
            return self.action_download()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_logistics.tvshop_print_job_action"
        )
        return {**action, "domain": [("id", "in", self.ids)], "context": {}}

    def action_download(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/tvshop/print/{self.id}", "target": "new"}

    def _download(self):
        """(file name, bytes) for the one who printed, for some minutes; else nothing."""
        self.ensure_one()
        is_fresh = self.create_date > fields.Datetime.now() - timedelta(minutes=DOWNLOAD_MINUTES)
        if self.user_id != self.env.user or self.state != "ready" or not is_fresh:
            return None
        # sudo: tvshop.print.job – the pages go to the one who printed them
        data = base64.b64decode(self.sudo().data)
        return f"waybills-{self.id}.{FILE_NAMES[self.printer_id.kind]}", data

    @api.autovacuum
    def _forget_pages(self):
        old = fields.Datetime.now() - timedelta(days=1)
        self.search([("has_data", "=", True), ("create_date", "<", old)]).write(
            {"data": False, "has_data": False}
        )
