from odoo import api, fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    """A delivery's waybill: its number, and putting it on paper."""

    _inherit = "stock.picking"

    waybill_ids = fields.One2many("tvshop.waybill", "picking_id", "All Waybills")
    waybill_id = fields.Many2one(
        "tvshop.waybill", "Waybill", compute="_compute_waybill_id", store=True, copy=False
    )
    waybill_state = fields.Selection(related="waybill_id.state", string="Waybill State")

    @api.depends("waybill_ids.state")
    def _compute_waybill_id(self):
        for picking in self:
            picking.waybill_id = picking.waybill_ids.filtered(lambda w: w.state != "spoilt")[:1]

    def _action_done(self):
        result = super()._action_done()
        self.filtered(lambda picking: picking.state == "done").waybill_id._mark_shipped()
        return result

    def _assign_waybills(self):
        """Give each delivery without a waybill the next number of its carrier.

        One that was meant for another carrier is spoilt and replaced.

        :return: the waybills of all deliveries, in their order
        :raises UserError: naming the carrier that has no numbers left, or the deliveries
            without a carrier; then no number is given
        """
        self._check_takes_waybill()
        self._spoil_stale_waybills()
        missing = self.filtered(lambda picking: not picking.waybill_id)
        for (_carrier, _company), pickings in missing.grouped(
            lambda picking: (picking.carrier_id, picking.company_id)
        ).items():
            self.env["tvshop.waybill"]._give(pickings)
        for picking in missing:
            picking.carrier_tracking_ref = picking.waybill_id.name
        return self.mapped("waybill_id")

    def _spoil_stale_waybills(self):
        stale = self.waybill_id.filtered(lambda w: w.carrier_id != w.picking_id.carrier_id)
        if stale:
            stale._spoil(self.env._("The carrier was changed"))

    def _check_takes_waybill(self):
        wrong = self.filtered(lambda picking: picking.state == "cancel" or not picking.carrier_id)
        if wrong:
            names = ", ".join(wrong[:5].mapped("name"))
            raise UserError(
                self.env._("Cancelled or without a carrier, so without a waybill: %s", names)
            )
