from odoo import api, fields, models

from .tvshop_remittance_format import ROLES


class TvshopRemittanceColumn(models.Model):
    _name = "tvshop.remittance.column"
    _description = "Column of a Carrier's Remittances"
    _order = "position"

    format_id = fields.Many2one(
        "tvshop.remittance.format", required=True, index=True, ondelete="cascade"
    )
    position = fields.Integer(required=True, help="The first column is 1.")
    header = fields.Char("Title")
    role = fields.Selection(ROLES, "Meaning", required=True)

    _position_positive = models.Constraint("CHECK (position > 0)", "The first column is 1.")
    _role_uniq = models.Constraint(
        "UNIQUE (format_id, role)", "Two columns can't mean the same thing."
    )

    @api.model
    def _roles(self):
        """`[(role, label)]` in the user's language."""
        return self._fields["role"]._description_selection(self.env)
