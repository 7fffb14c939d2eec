from odoo import fields, models

from ..models.sale_order import ORDER_METHODS, PAYMENT_KINDS


class TvshopOrderUpload(models.TransientModel):
    _name = "tvshop.order.upload"
    _inherit = "tvshop.upload.mixin"
    _description = "Import Orders"

    source_id = fields.Many2one(
        "utm.source",
        "Came From",
        required=True,
        help="The shop or system whose order numbers these are; a number counts once in each.",
    )
    order_method = fields.Selection(
        ORDER_METHODS,
        "How Ordered",
        required=True,
        default="web",
    )
    payment_method_kind = fields.Selection(
        PAYMENT_KINDS,
        "How Paid",
        required=True,
        default="prepaid",
        help="Where the file says nothing.",
    )

    def _receive(self, data):
        return self.env["tvshop.order.import"]._receive(
            self.file_name or self.source_id.name,
            data,
            source_id=self.source_id.id,
            order_method=self.order_method,
            payment_method_kind=self.payment_method_kind,
        )
