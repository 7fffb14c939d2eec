from base64 import b64decode

from odoo import api, fields, models
from odoo.addons.tvshop_crm.tables.table import Refused, is_cut
from odoo.exceptions import UserError
from odoo.fields import Command

from ..feedback.sample import guess_status, look_at
from ..feedback.texts import refusal_text
from ..models.tvshop_feedback_format import ROLES, STATUSES


class TvshopFeedbackMapping(models.TransientModel):
    """Pointing at the columns of a sample makes a carrier's format."""

    _name = "tvshop.feedback.mapping"
    _description = "Describe a Carrier's Files"

    carrier_id = fields.Many2one(
        "delivery.carrier", required=True, domain=[("tvshop_kind", "!=", False)]
    )
    file = fields.Binary("Sample", required=True)
    file_name = fields.Char()
    has_header = fields.Boolean("First Row Has the Titles", default=True)
    sample = fields.Json(
        "Sample's Content", help="`{rows, columns: [{role, words}]}`, what the sample looks like."
    )
    mapping = fields.Json(help="`{roles: [role or empty], words: {word: status}}` as pointed at.")

    @api.onchange("file")
    def _onchange_file(self):
        self.sample = self.mapping = False
        if not self.file:
            return
        self.sample = self._look() | {
            "roles": self._labels(ROLES),
            "states": self._labels(STATUSES),
        }
        words = {word for column in self.sample["columns"] for word in column["words"]}
        known = self._known_words()
        guessed = {word: known.get(word) or guess_status(word) for word in sorted(words)}
        self.mapping = {
            "roles": [column["role"] for column in self.sample["columns"]],
            "words": guessed,
        }

    @api.model
    def _labels(self, selection):
        name, field = (
            ("tvshop.feedback.column", "role")
            if selection is ROLES
            else ("tvshop.feedback.word", "status")
        )
        return self.env[name]._fields[field]._description_selection(self.env)

    def _known_words(self):
        known = self.env["tvshop.feedback.format"].search([("carrier_id", "=", self.carrier_id.id)])
        return {word.word: word.status for word in known.word_ids}

    def _look(self):
        try:
            return look_at(b64decode(self.file))
        except Refused as refused:
            raise UserError(refusal_text(self.env, refused.code, refused.value)) from refused

    def action_apply(self):
        self.ensure_one()
        vals = self._prepare_format_vals()
        record = self.env["tvshop.feedback.format"].search(
            [("carrier_id", "=", self.carrier_id.id)]
        )
        if record:
            for name in ("column_ids", "word_ids"):
                vals[name].insert(0, Command.clear())
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
        """The format as pointed at; what stands in the sample is read again from the file."""
        looked, pointed = self._look(), self.mapping or {}
        roles = pointed.get("roles") or []
        headers = looked["rows"][0]
        columns = [
            {"position": place + 1, "header": headers[place], "role": role}
            for place, role in enumerate(roles[: len(headers)])
            if role
        ]
        status = next((c["position"] - 1 for c in columns if c["role"] == "status"), None)
        words = looked["columns"][status]["words"] if status is not None else []
        told = pointed.get("words") or {}
        pointed_words = {word: told[word] for word in words if told.get(word)}
        return {
            "carrier_id": self.carrier_id.id,
            "has_header": self.has_header,
            "is_line_ended": not is_cut(b64decode(self.file)),
            "column_ids": [Command.create(column) for column in columns],
            # One sample seldom has all the words: those of earlier ones stay.
            "word_ids": [
                Command.create({"word": word, "status": status})
                for word, status in (self._known_words() | pointed_words).items()
            ],
        }
