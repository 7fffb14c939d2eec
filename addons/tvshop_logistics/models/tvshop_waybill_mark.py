from odoo import api, fields, models

from ..waybill.form import Mark

KEYS = [
    ("number", "Waybill number"),
    ("order", "Order number"),
    ("picking", "Delivery number"),
    ("receiver", "Receiver"),
    ("phone", "Receiver's phone"),
    ("province", "Province"),
    ("city", "City and district"),
    ("street", "Street"),
    ("address", "Whole address"),
    ("zip", "Post code"),
    ("products", "Products"),
    ("quantity", "Number of pieces"),
    ("weight", "Weight (kg)"),
    ("cod_amount", "Amount to collect"),
    ("cod_capitals", "Amount in capitals"),
    ("sender", "Sender"),
    ("sender_address", "Sender's address"),
    ("sender_phone", "Sender's phone"),
    ("date", "Date"),
    ("note", "Remarks"),
]


class TvshopWaybillMark(models.Model):
    """A box on a waybill form and what is printed in it; millimetres and points."""

    _name = "tvshop.waybill.mark"
    _description = "Field of a Waybill Form"
    _order = "form_id, y, x, id"

    form_id = fields.Many2one("tvshop.waybill.form", required=True, index=True, ondelete="cascade")
    kind = fields.Selection(
        [("text", "Text"), ("barcode", "Barcode (Code 128)"), ("qr", "QR code")],
        required=True,
        default="text",
    )
    key = fields.Selection(KEYS, "Value")
    text = fields.Char("Fixed Text", help="Printed as it is, where no value is chosen.")
    x = fields.Float("Left (mm)", required=True)
    y = fields.Float("Top (mm)", required=True)
    width = fields.Float("Width (mm)", required=True, default=40)
    height = fields.Float("Height (mm)", required=True, default=6)
    size = fields.Float("Font Size", required=True, default=10)
    floor = fields.Float(
        "Smallest Font Size", required=True, default=7, help="A longer text shrinks down to it."
    )
    align = fields.Selection(
        [("left", "Left"), ("center", "Centre"), ("right", "Right")],
        required=True,
        default="left",
    )
    wrap = fields.Boolean("Several Lines")

    _box = models.Constraint(
        "CHECK (x >= 0 AND y >= 0 AND width > 0 AND height > 0 AND floor >= 3 AND size >= floor"
        " AND size <= 72)",
        "A field lies on the paper, and its font has 3 to 72 points.",
    )

    def _geometry(self):
        self.ensure_one()
        return self._as_mark({name: self[name] for name in Mark.__dataclass_fields__})

    @api.model
    def _as_mark(self, vals):
        known = {name: vals[name] for name in Mark.__dataclass_fields__ if name in vals}
        return Mark(**{**known, "key": known.get("key") or "", "text": known.get("text") or ""})

    def _editor_values(self):
        self.ensure_one()
        return {"id": self.id, **{name: self[name] for name in Mark.__dataclass_fields__}}
