from odoo import api, fields, models
from odoo.exceptions import UserError


class TvshopPostedMixin(models.AbstractModel):
    """What a settlement has posted for a parcel; it changes by reversing the settlement only.

    Who inherits has a `settlement_id`.
    """

    _name = "tvshop.posted.mixin"
    _description = "Posted by a Settlement"
    _posted_fields = None  # which fields that concerns; None: all

    is_posted = fields.Boolean("Posted", readonly=True, copy=False)
    move_id = fields.Many2one(
        "account.move", "Entry", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    def write(self, vals):
        if self._posted_fields is None or self._posted_fields & vals.keys():
            self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_open(self):
        self._check_open()

    def _check_open(self):
        for one in self.filtered(lambda one: one.is_posted and one.settlement_id._is_closed()):
            raise UserError(
                self.env._(
                    "Parcel %(parcel)s is posted in %(settlement)s. Reverse that first.",
                    parcel=one.display_name,
                    settlement=one.settlement_id.name,
                )
            )
