from odoo import api, models


class SaleOrder(models.Model):
    """What an order has brought in, less the price reductions that were approved for it."""

    _inherit = "sale.order"

    @api.depends(
        "tvshop_note_ids.state", "tvshop_note_ids.amount", "tvshop_return_ids.price_reduction"
    )
    def _compute_contribution(self):
        res = super()._compute_contribution()
        for order in self.filtered("contribution_at"):
            approved = order.tvshop_note_ids.filtered(lambda note: note.state == "approved")
            if approved:
                back = order.tvshop_return_ids.filtered(lambda goods: goods.state == "done")
                reduced = sum(approved.mapped("amount")) - sum(back.mapped("price_reduction"))
                reduced /= order.currency_rate or 1
                order.contribution -= order.company_currency_id.round(reduced)
        return res
