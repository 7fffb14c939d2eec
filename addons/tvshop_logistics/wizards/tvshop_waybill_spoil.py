from odoo import fields, models


class TvshopWaybillSpoil(models.TransientModel):
    _name = "tvshop.waybill.spoil"
    _description = "Replace Spoilt Waybills"

    waybill_ids = fields.Many2many("tvshop.waybill", required=True)
    reason = fields.Char(required=True)

    def action_spoil(self):
        """Take the numbers out of use and print the deliveries' next ones."""
        self.ensure_one()
        self.waybill_ids.check_access("read")
        pickings = self.waybill_ids.picking_id
        self.waybill_ids._spoil(self.reason)
        return pickings._print_waybills()
