from odoo import fields, models
from odoo.exceptions import UserError

from ..waybill.drawing import drawing
from ..waybill.form import Form, Mark, place
from ..waybill.sample import SAMPLE
from .tvshop_waybill_form import METRICS

MOST_MARKS = 200


class TvshopWaybillForm(models.Model):
    """What the visual editor asks for and sends back."""

    _inherit = "tvshop.waybill.form"

    def editor_load(self):
        """What the editor starts from: paper, fields, the values that can be printed.

        :return: dict; `marks` are dicts of `Mark`'s fields, `keys` pairs of key and label,
            `version` is to be sent back on saving
        """
        self.ensure_one()
        self.check_access("read")
        key = self.env["tvshop.waybill.mark"]._fields["key"]
        return {
            "name": self.name,
            "width": self.width,
            "height": self.height,
            "has_background": bool(self.with_context(bin_size=True).background),
            "is_background_printed": self.is_background_printed,
            "printer": self.printer_id.display_name,
            "marks": [mark._editor_values() for mark in self.mark_ids],
            "keys": key._description_selection(self.env),
            "version": self._editor_version(),
        }

    def editor_layout(self, marks, picking_id=None):
        """Where the ink lies for `marks` that may not be saved yet.

        :param marks: list of dicts as in `editor_load`
        :param picking_id: show this delivery's data, phone masked; by default made-up data
        :return: for each mark `{lines, path, fits}`; lengths in mm
        """
        self.ensure_one()
        self.check_access("read")
        values = self._editor_sample(picking_id)
        metrics = METRICS[self.printer_id.kind]()
        found = []
        for vals in marks[:MOST_MARKS]:
            mark = self.env["tvshop.waybill.mark"]._as_mark(vals)
            ink, misfits = place(Form(self.width, self.height, (mark,)), values, metrics)
            found.append({**drawing(ink, metrics), "fits": not misfits})
        return found

    def _editor_sample(self, picking_id):
        if not picking_id:
            return SAMPLE
        picking = self.env["stock.picking"].browse(picking_id).exists()
        picking.check_access("read")
        if picking.picking_type_code != "outgoing":
            raise UserError(self.env._("Choose a delivery to a customer."))
        return picking._prepare_waybill_values(is_masked=True)[picking.id]

    def editor_save(self, marks, version):
        """Replace the form's fields by `marks`.

        :param version: as in `editor_load`; UserError if somebody else saved meanwhile
        :return: the new version
        """
        self.ensure_one()
        self.check_access("write")
        self.lock_for_update()
        if version != self._editor_version():
            raise UserError(
                self.env._(
                    "Somebody else has changed this form meanwhile. Note what you changed, open"
                    " the editor anew and change it there."
                )
            )
        if len(marks) > MOST_MARKS:
            raise UserError(self.env._("A form has at most %s fields.", MOST_MARKS))
        commands = [fields.Command.clear()]
        for vals in marks:
            clean = {name: vals[name] for name in Mark.__dataclass_fields__ if name in vals}
            commands.append(fields.Command.create(clean))
        self.mark_ids = commands
        return self._editor_version()

    def _editor_version(self):
        return ",".join(f"{mark.id}@{mark.write_date}" for mark in self.mark_ids.sorted("id"))
