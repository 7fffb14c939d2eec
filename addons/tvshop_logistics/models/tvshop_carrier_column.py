from odoo import api, fields, models


class TvshopCarrierColumn(models.AbstractModel):
    """What a column of a carrier's files means. Who inherits has `format_id` and `role`."""

    _name = "tvshop.carrier.column"
    _description = "Column of a Carrier's Files"
    _order = "position"

    position = fields.Integer(required=True, help="The first column is 1.")
    header = fields.Char("Title")

    _position_positive = models.Constraint("CHECK (position > 0)", "The first column is 1.")
    _role_uniq = models.Constraint(
        "UNIQUE (format_id, role)", "Two columns can't mean the same thing."
    )

    @api.model
    def _roles(self):
        """`[(role, label)]` in the user's language."""
        return self._fields["role"]._description_selection(self.env)
