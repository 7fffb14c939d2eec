import hashlib
from base64 import b64encode

from odoo import api, fields, models
from odoo.fields import Domain

from ..tables.returned import ReturnedRows


class TvshopFileMixin(models.AbstractModel):
    """A file of rows that somebody brought: kept as it came, what it said, what goes back.

    Who inherits has a `state`, of which one is "refused".
    """

    _name = "tvshop.file.mixin"
    _description = "File of Rows"
    _order = "id DESC"

    name = fields.Char("File Name", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    file = fields.Binary(attachment=True, readonly=True)
    digest = fields.Char("SHA-256", readonly=True)
    refusal = fields.Char("Why Refused", readonly=True)
    row_count = fields.Integer("Rows", readonly=True)
    bad_count = fields.Integer("Rows Not Taken", readonly=True)
    bad_file = fields.Binary("File of Rows Not Taken", attachment=True, readonly=True)
    bad_file_name = fields.Char(readonly=True)
    problems = fields.Text(readonly=True, help="The first rows that were not taken.")

    @api.model
    def _prepare_file_vals(self, name, data):
        digest = hashlib.sha256(data).hexdigest()
        return {"name": name, "file": b64encode(data), "digest": digest}

    def _content(self):
        # sudo: ir.attachment – the bytes of the file that this record is about
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                Domain("res_model", "=", self._name)
                & Domain("res_id", "=", self.id)
                & Domain("res_field", "=", "file")
            )
            .raw
            or b""
        )

    def _refuse(self, text):
        """Nothing is taken from the file, and why."""
        self.write({"state": "refused", "refusal": text})

    def _new_returned(self, header=None):
        """ReturnedRows, with the file's header and titles for line and reason if it has one."""
        returned = ReturnedRows()
        if header:
            self._add_header(returned, header)
        return returned

    def _add_header(self, returned, header):
        returned.add_header(header, self.env._("Line"), self.env._("Why not taken"))

    def _prepare_returned_vals(self, returned):
        """The rows that go back as a file, and the first of them with their reasons."""
        stem, behind = self.name.rsplit(".", 1)[0], self.env._("not taken")
        return {
            "bad_count": returned.count,
            "bad_file": b64encode(returned.data) if returned.count else False,
            "bad_file_name": f"{stem}-{behind}.csv",
            "problems": "\n".join(f"{line}: {reason}" for line, reason in returned.reasons),
        }
