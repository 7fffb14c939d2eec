from datetime import timedelta
from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..demo_carrier.files import SHAPES, write_file
from ..demo_carrier.story import Parcel, tell_day
from ..feedback.rows import IN_TRANSIT


class DeliveryCarrier(models.Model):
    """The demo carrier: a provider that takes waybills and answers with files."""

    _inherit = "delivery.carrier"

    delivery_type = fields.Selection(
        selection_add=[("tvshop_demo", "Demo carrier")],
        ondelete={"tvshop_demo": lambda carriers: carriers.write({"delivery_type": "fixed"})},
    )
    tvshop_demo_clock = fields.Datetime(
        "Demo Carrier's Time", readonly=True, copy=False, help="Its next file begins here."
    )

    def tvshop_demo_rate_shipment(self, order):
        return self.fixed_rate_shipment(order)

    def tvshop_demo_send_shipping(self, pickings):
        pickings._assign_waybills()
        return [
            {"exact_price": 0.0, "tracking_number": picking.waybill_id.name} for picking in pickings
        ]

    def tvshop_demo_get_tracking_link(self, picking):
        return self.fixed_get_tracking_link(picking)

    def tvshop_demo_cancel_shipment(self, pickings):
        pickings.waybill_id._spoil(self.env._("The shipment was cancelled"))

    def action_demo_next_day(self):
        """Let a day pass at the demo carrier, and read the file that it sends."""
        self.ensure_one()
        self.check_access("read")
        if self.delivery_type != "tvshop_demo":
            raise UserError(self.env._("%s is no demo carrier.", self.name))
        record = self._demo_next_day()
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    def _demo_next_day(self):
        parcels = self._demo_parcels()
        if not parcels:
            raise UserError(self.env._("Nothing has been shipped with %s yet.", self.name))
        start = self.tvshop_demo_clock or min(parcel.shipped for parcel in parcels)
        end = start + timedelta(days=1)
        data = write_file(self.tvshop_kind, tell_day(self.tvshop_code, parcels, start, end))
        # sudo: delivery.carrier – only the demo's clock moves on
        self.sudo().tvshop_demo_clock = end
        name = f"{self.tvshop_code}-{end:%Y%m%d}.{SHAPES[self.tvshop_kind].suffix}"
        return self.env["tvshop.feedback.import"]._receive(self, name, data, "demo")

    def _demo_parcels(self):
        """The parcels whose story is the demo carrier's to tell: no file has told the end of it."""
        own = Domain("carrier_id", "=", self.id)
        # sudo: tvshop.waybill – the carrier knows its own parcels
        waybills = self.env["tvshop.waybill"].sudo().search(own & Domain("state", "=", "shipped"))
        is_foreign = Domain("import_id", "=", False) | Domain("import_id.source", "!=", "demo")
        is_end = Domain("status", "!=", IN_TRANSIT)
        # sudo: tvshop.feedback.event – and what it has told of them
        told = self.env["tvshop.feedback.event"].sudo().search(own & is_end & is_foreign)
        waybills -= told.waybill_id
        return [
            Parcel(
                waybill.name,
                waybill.picking_id.date_done or fields.Datetime.now(),
                waybill._due() or Decimal(0),
            )
            for waybill in waybills
        ]
