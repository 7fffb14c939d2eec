from odoo import models
from odoo.exceptions import UserError


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _reduced_by(self, quantity):
        """What approved price adjustments gave back of what the customer keeps, in proportion."""
        # sudo: tvshop.price.note, tvshop.return – the sums alone, for whoever takes goods back
        sold = self.sudo()
        notes = sold.order_id.tvshop_note_ids.filtered(
            lambda note: note.state == "approved" and note.order_line_id == sold
        )
        back = sold.order_id.tvshop_return_ids.line_ids.filtered(
            lambda line: line.return_id.state == "done" and line.move_id.sale_line_id == sold
        )
        left = sum(notes.mapped("amount")) - sum(back.mapped("price_reduction"))
        kept = sold.product_uom_qty - sum(back.mapped("received_qty"))
        if kept <= 0:
            return 0
        return sold.currency_id.round(left * min(quantity / kept, 1))

    def _income_account(self):
        """:raises UserError: if there is none"""
        order = self.order_id
        product = self.product_id.product_tmpl_id
        accounts = product.get_product_accounts(fiscal_pos=order.fiscal_position_id)
        account = accounts["income"] or order.company_id.income_account_id
        if not account:
            raise UserError(
                self.env._("Choose the income account of %s.", self.product_id.display_name)
            )
        return account
