from base64 import b64decode

from odoo import api, fields, models
from odoo.addons.tvshop_crm.tables.table import Refused, is_cut
from odoo.exceptions import UserError
from odoo.fields import Command

from ..feedback.sample import look_at
from ..feedback.texts import refusal_text


class TvshopCarrierMapping(models.AbstractModel):
    """Pointing at the columns of a sample makes the format of a carrier's files."""

    _name = "tvshop.carrier.mapping"
    _description = "Describe a Carrier's Files"
    _file_model = ""
    _titles = {}  # {role: (what its title probably has in it, …)}

    carrier_id = fields.Many2one(
        "delivery.carrier", required=True, domain=[("tvshop_kind", "!=", False)]
    )
    file = fields.Binary("Sample", required=True)
    file_name = fields.Char()
    has_header = fields.Boolean("First Row Has the Titles", default=True)
    sample = fields.Json(
        "Sample's Content",
        help="`{rows, columns: [{role, words}], roles, states}`, what the sample looks like",
    )
    mapping = fields.Json(help="`{roles: [role or empty], words: {word: status}}` as pointed at.")

    @api.onchange("file")
    def _onchange_file(self):
        self.sample = self.mapping = False
        if self.file:
            self.sample = self._prepare_sample()
            self.mapping = self._prepare_mapping()

    def _prepare_sample(self):
        return self._look() | {"roles": self._format().column_ids._roles(), "states": []}

    def _prepare_mapping(self):
        return {"roles": [column["role"] for column in self.sample["columns"]], "words": {}}

    def _format(self):
        """The carrier's present format, if there is one."""
        return self.env[self._file_model]._format_of(self.carrier_id)

    def _look(self):
        try:
            return look_at(b64decode(self.file), self._titles)
        except Refused as refused:
            raise UserError(refusal_text(self.env, refused.code, refused.value)) from refused

    def action_apply(self):
        self.ensure_one()
        vals, record = self._prepare_format_vals(), self._format()
        if record:
            for commands in vals.values():
                if isinstance(commands, list):
                    commands.insert(0, Command.clear())
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
        headers = self._look()["rows"][0]
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
