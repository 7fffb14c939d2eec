from odoo import models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _lock_quants(self):
        """Lock in one query the quants that these lines take from and add to.

        Core locks them line by line, three times each. What somebody else holds is left to core,
        which takes or makes another one.

        :return: the ids of those locked, for the context key `tvshop_locked_quants`; they hold
            until the transaction or the savepoint around it ends
        """
        # sudo: stock.quant – core moves them for whoever may confirm the delivery
        quants = self.env["stock.quant"].sudo()
        return frozenset(
            quants.search(
                [
                    ("product_id", "in", self.product_id.ids),
                    ("location_id", "in", (self.location_id | self.location_dest_id).ids),
                    ("lot_id", "in", [False, *self.lot_id.ids]),
                ]
            )
            .try_lock_for_update(allow_referencing=True)
            .ids
        )
