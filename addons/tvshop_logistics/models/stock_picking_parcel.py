from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from .sale_order import DISPATCHED_STATES

# A parcel that somebody began and left may be taken over after this time.
CLAIM = timedelta(minutes=15)


class StockPicking(models.Model):
    """A delivery as a parcel on the packing table: who packs it, whether it is ready to leave."""

    _inherit = "stock.picking"

    parcel_uid = fields.Many2one("res.users", "Packed By", readonly=True, copy=False)
    parcel_claimed = fields.Datetime("Packing Began", readonly=True, copy=False)
    parcel_ready = fields.Datetime("Scanned On", readonly=True, copy=False)
    parcel_waybill_id = fields.Many2one(
        "tvshop.waybill", "Waybill Scanned", readonly=True, copy=False
    )
    parcel_weight = fields.Float(
        "Weighed", digits="Stock Weight", readonly=True, copy=False, help="0 is not weighed."
    )

    def _change_carrier(self, carrier_id):
        """Give deliveries to another carrier; they leave the old one's waves and numbers."""
        self.carrier_id = carrier_id
        self._spoil_stale_waybills()
        wrong = self.filtered(
            lambda picking: (
                picking.batch_id.tvshop_carrier_id
                and picking.batch_id.tvshop_carrier_id != picking.carrier_id
            )
        )
        wrong.write({"batch_id": False, "parcel_ready": False, "parcel_uid": False})

    def _find_parcel(self, code):
        """The delivery that a code on an order or a delivery slip stands for; may be none."""
        codes = [code, code.upper()]
        # Also of orders that the warehouse doesn't see any more, such as cancelled ones.
        order = Domain("sale_id", "any!", Domain("name", "in", codes))
        outgoing = Domain("picking_type_code", "=", "outgoing")
        found = self.search(outgoing & (order | Domain("name", "in", codes)), order="id DESC")
        by_use = {"done": 1, "cancel": 2}
        return found.sorted(lambda picking: by_use.get(picking.state, 0))[:1]

    def _refuse_parcel(self, wave):
        """Why this delivery can't be packed for `wave` now, and what to do; none if it can."""
        # sudo: sale.order – whoever has the slip in his hand learns why it is not to be packed
        sale = self.sale_id.sudo()
        order = sale.name or self.name
        if self.state == "cancel" or sale.state == "cancel":
            return self.env._("Order %s is cancelled. Put its goods back on the shelf.", order)
        if self.state == "done":
            return self.env._("Order %s is shipped already. Ask a supervisor.", order)
        if self.batch_id != wave:
            return self._refuse_other_wave(order)
        if sale.tvshop_state not in DISPATCHED_STATES:
            return self.env._("Order %s is not to be shipped. Put it aside.", order)
        if self.state != "assigned":
            return self.env._("Order %s lacks goods. Put it aside.", order)
        if not self.waybill_id:
            return self.env._("Order %s has no waybill. Print the wave's waybills first.", order)
        if self.parcel_ready:
            return self.env._(
                "Order %(order)s was scanned by %(user)s. Put the parcel with the finished ones.",
                order=order,
                user=self.parcel_uid.name,
            )
        if self._is_claimed_by_other():
            return self.env._(
                "%(user)s is packing order %(order)s. Take the next one.",
                order=order,
                user=self.parcel_uid.name,
            )
        return None

    def _refuse_other_wave(self, order):
        if not self.batch_id:
            return self.env._("Order %s is in no wave yet. Put it aside.", order)
        return self.env._(
            "Order %(order)s belongs to %(wave)s. Put it on that wave's table.",
            order=order,
            wave=self.batch_id.display_name,
        )

    def _is_claimed_by_other(self):
        return bool(
            self.parcel_uid
            and self.parcel_uid != self.env.user
            and self.parcel_claimed
            and self.parcel_claimed > fields.Datetime.now() - CLAIM
        )

    def _parcel_lines(self):
        """What belongs into the parcel: a list of product, codes that scan it, and quantity."""
        moves = self.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        return [
            {
                "id": product.id,
                "name": product.name,
                "codes": product._scan_codes(),
                "quantity": sum(move.product_qty for move in own),
                "location": ", ".join(own.move_line_ids.location_id.mapped("name")),
            }
            for product, own in moves.grouped("product_id").items()
        ]

    def _parcel_data(self):
        waybills = self.waybill_ids
        return {
            "id": self.id,
            "order": self.sale_id.name,
            "name": self.name,
            "customer": self.partner_id.name,
            "city": self.partner_id.city_id.name or self.partner_id.city or "",
            "waybill_number": self.waybill_id.name,
            "spoilt": waybills.filtered(lambda w: w.state == "spoilt").mapped("name"),
            "lines": self._parcel_lines(),
            "expected_weight": self.weight,
        }
