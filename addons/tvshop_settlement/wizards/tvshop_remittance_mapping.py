from base64 import b64decode
from itertools import islice

from odoo import api, fields, models
from odoo.addons.tvshop_crm.tables.table import Refused, is_cut, read_table
from odoo.addons.tvshop_logistics.feedback.sample import SHOWN
from odoo.exceptions import UserError
from odoo.fields import Command

from ..matching.rows import guess_roles
from ..matching.texts import refusal_text


class TvshopRemittanceMapping(models.TransientModel):
    """Pointing at the columns of a sample makes the format of a carrier's remittances."""

    _name = "tvshop.remittance.mapping"
    _description = "Describe a Carrier's Remittances"

    carrier_id = fields.Many2one(
        "delivery.carrier", required=True, domain=[("tvshop_kind", "!=", False)]
    )
    file = fields.Binary("Sample", required=True)
    file_name = fields.Char()
    has_header = fields.Boolean("First Row Has the Titles", default=True)
    sample = fields.Json("Sample's Content")
    mapping = fields.Json(help="`{roles: [role or empty], words: {}}` as pointed at.")

    @api.onchange("file")
    def _onchange_file(self):
        self.sample = self.mapping = False
        if not self.file:
            return
        rows = self._look()
        roles = guess_roles(rows[0])
        self.sample = {
            "rows": rows,
            "columns": [{"role": role, "words": []} for role in roles],
            "roles": self.env["tvshop.remittance.column"]._roles(),
            "states": [],
        }
        self.mapping = {"roles": roles, "words": {}}

    def _look(self):
        """The first rows of the sample, all of one width."""
        try:
            table = islice(read_table(b64decode(self.file)), SHOWN)
            rows = [[str(cell) for cell in cells] for _line, cells in table]
        except Refused as refused:
            raise UserError(refusal_text(self.env, refused.code, refused.value)) from refused
        width = max(map(len, rows))
        return [row + [""] * (width - len(row)) for row in rows]

    def action_apply(self):
        self.ensure_one()
        vals = self._prepare_format_vals()
        record = self.env["tvshop.remittance"]._format_of(self.carrier_id)
        if record:
            vals["column_ids"].insert(0, Command.clear())
            record.write(vals)
        else:
            record = record.create(vals)
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    def _prepare_format_vals(self):
        """The format as pointed at; titles are read again from the file."""
        headers = self._look()[0]
        roles = (self.mapping or {}).get("roles") or []
        return {
            "carrier_id": self.carrier_id.id,
            "has_header": self.has_header,
            "is_line_ended": not is_cut(b64decode(self.file)),
            "column_ids": [
                Command.create({"position": place + 1, "header": headers[place], "role": role})
                for place, role in enumerate(roles[: len(headers)])
                if role
            ],
        }
