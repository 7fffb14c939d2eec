import base64

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..waybill import escp, escpos, pdf
from ..waybill.font import FontMetrics
from ..waybill.form import Form, place
from ..waybill.sample import SAMPLE

METRICS = {"pdf": FontMetrics, "escp": escp.CellMetrics, "escpos": escpos.CellMetrics}
LARGEST_PAPER = 500  # mm


class TvshopWaybillForm(models.Model):
    """A carrier's paper: its size, its picture and what is printed where."""

    _name = "tvshop.waybill.form"
    _description = "Waybill Form"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [("ems", "EMS"), ("post", "Post"), ("courier", "Courier")],
        help="Used by all carriers of this kind that have no form of their own.",
    )
    carrier_ids = fields.Many2many("delivery.carrier", string="Carriers")
    width = fields.Float("Width (mm)", required=True, default=230)
    height = fields.Float("Height (mm)", required=True, default=127)
    background = fields.Binary(
        help="A picture of the empty form, as large as the paper: PNG or JPEG."
    )
    is_background_printed = fields.Boolean(
        "Print the Form Too", help="For blank paper. On pre-printed forms only the data is printed."
    )
    printer_id = fields.Many2one(
        "tvshop.printer",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env["tvshop.printer"].search([], limit=1),
    )
    mark_ids = fields.One2many("tvshop.waybill.mark", "form_id", "Fields", copy=True)

    _paper = models.Constraint(
        f"CHECK (width BETWEEN 20 AND {LARGEST_PAPER} AND height BETWEEN 20 AND {LARGEST_PAPER})",
        "A paper measures 20 to 500 mm each way.",
    )

    @api.constrains("background")
    def _check_background(self):
        for form in self.filtered("background"):
            head = base64.b64decode(form.with_context(bin_size=False).background)[:4]
            if not head.startswith((b"\x89PNG", b"\xff\xd8\xff")):
                raise ValidationError(self.env._("The form's picture is a PNG or a JPEG."))

    @api.model
    def _for_carrier(self, carrier):
        """The form a carrier's waybills are printed on; UserError if there is none."""
        forms = self.search([])
        form = (
            forms.filtered(lambda form: carrier in form.carrier_ids)[:1]
            or forms.filtered(
                lambda form: form.kind and not form.carrier_ids and form.kind == carrier.tvshop_kind
            )[:1]
        )
        if not form:
            raise UserError(
                self.env._(
                    "%s has no waybill form. Choose one under Configuration, Warehouse,"
                    " Waybill Forms.",
                    carrier.name,
                )
            )
        return form

    def _geometry(self):
        self.ensure_one()
        return Form(self.width, self.height, tuple(mark._geometry() for mark in self.mark_ids))

    def _place_pages(self, values_list):
        """A list of (ink, names of the fields that don't fit) for each order's values."""
        form, metrics = self._geometry(), METRICS[self.printer_id.kind]()
        pages = (place(form, values, metrics) for values in values_list)
        return [(ink, [self._mark_label(mark) for mark in misfits]) for ink, misfits in pages]

    @api.model
    def _mark_label(self, mark):
        keys = dict(self.env["tvshop.waybill.mark"]._fields["key"]._description_selection(self.env))
        return keys.get(mark.key) or mark.text

    def _render(self, pages):
        """The bytes for this form's printer; UserError for what lies off the paper."""
        self.ensure_one()
        printer, form = self.printer_id, self._geometry()
        offset = (printer.offset_x, printer.offset_y)
        try:
            if printer.kind == "pdf":
                return pdf.render(form, pages, self._picture(), offset)
            return {"escp": escp, "escpos": escpos}[printer.kind].render(form, pages, offset)
        except ValueError as error:
            raise UserError(
                self.env._("Something lies off the paper: check the form and the printer's offset.")
            ) from error

    def _picture(self):
        data = self.is_background_printed and self.with_context(bin_size=False).background
        return data and base64.b64decode(data)

    def action_test_print(self):
        """Print the form with made-up data, as on the day."""
        self.ensure_one()
        [(ink, _misfits)] = self._place_pages([SAMPLE])
        job = self.env["tvshop.print.job"]._submit(self.printer_id, self._render([ink]), self.name)
        return job._open()
