from odoo import fields, models


class TvshopWaybillReprint(models.TransientModel):
    _name = "tvshop.waybill.reprint"
    _description = "Print Waybills Again"

    picking_ids = fields.Many2many("stock.picking", required=True)
    reason = fields.Char(required=True)

    def action_print(self):
        self.ensure_one()
        self.picking_ids.check_access("read")
        return self.picking_ids._print_waybills(self.reason)
