from odoo import api, fields, models
from odoo.exceptions import UserError

VERDICTS = ("resell", "repair", "scrap")


class TvshopReturnLine(models.Model):
    """A product that comes back, and where the inspection sends it."""

    _name = "tvshop.return.line"
    _description = "Returned Product"
    _order = "return_id, id"

    return_id = fields.Many2one("tvshop.return", required=True, index=True, ondelete="cascade")
    move_id = fields.Many2one(
        "stock.move", "Sent By", required=True, index=True, ondelete="restrict"
    )
    product_id = fields.Many2one(related="move_id.product_id", store=True)
    uom_id = fields.Many2one(related="move_id.product_uom")
    expected_qty = fields.Float("Expected", digits="Product Unit")
    resell_qty = fields.Float("Fit for Sale", digits="Product Unit")
    repair_qty = fields.Float("To Repair", digits="Product Unit")
    scrap_qty = fields.Float("Scrapped", digits="Product Unit")
    currency_id = fields.Many2one(related="return_id.currency_id")
    price_reduction = fields.Monetary(
        readonly=True, help="Given back of their price before they came."
    )
    received_qty = fields.Float("Received", compute="_compute_received_qty", digits="Product Unit")

    _not_negative = models.Constraint(
        "CHECK (resell_qty >= 0 AND repair_qty >= 0 AND scrap_qty >= 0)",
        "What came back can't be less than nothing.",
    )

    @api.depends("resell_qty", "repair_qty", "scrap_qty")
    def _compute_received_qty(self):
        for line in self:
            line.received_qty = line.resell_qty + line.repair_qty + line.scrap_qty

    def _is_scanned_as(self, code):
        return code.lower() in map(str.lower, self.product_id._scan_codes())

    def _add(self, verdict, quantity):
        """Count `quantity` more (or less) pieces with this verdict.

        :raises UserError: for more than was sent
        """
        self.ensure_one()
        count = self[f"{verdict}_qty"] + quantity
        if count < 0:
            return
        if self.uom_id.compare(self.received_qty + quantity, self.expected_qty) > 0:
            raise UserError(
                self.env._(
                    "Only %(count)g of %(product)s should come back.",
                    count=self.expected_qty,
                    product=self.product_id.display_name,
                )
            )
        self[f"{verdict}_qty"] = count

    def _check_still_outside(self):
        """Nothing is received twice, even if core's own return was used meanwhile."""
        outside = self.return_id.order_id._goods_outside()
        for line in self.filtered("received_qty"):
            if line.uom_id.compare(line.received_qty, outside.get(line.move_id, 0)) > 0:
                raise UserError(
                    self.env._("%s has come back already.", line.product_id.display_name)
                )

    def _value(self, quantity):
        """What the customer was asked for `quantity` of it, with taxes."""
        sold = self.move_id.sale_line_id
        return sold.price_total / sold.product_uom_qty * quantity if sold.product_uom_qty else 0

    def _note_reduction(self):
        """Put down what was given back of the price of these goods, while they are outside."""
        for line in self:
            sold = line.move_id.sale_line_id
            line.price_reduction = sold._reduced_by(line.received_qty)

    def _prepare_moves(self, picking_type):
        repair = self.return_id.company_id._tvshop_repair_location()
        places = {
            "resell": picking_type.default_location_dest_id,
            "repair": repair,
            "scrap": repair,
        }
        return [
            self._prepare_move_vals(picking_type, verdict, place)
            for verdict, place in places.items()
            if self[f"{verdict}_qty"]
        ]

    def _prepare_move_vals(self, picking_type, verdict, place):
        sent = self.move_id
        return {
            "product_id": sent.product_id.id,
            "product_uom": sent.product_uom.id,
            "product_uom_qty": self[f"{verdict}_qty"],
            "picking_type_id": picking_type.id,
            "warehouse_id": picking_type.warehouse_id.id,
            "location_id": sent.location_dest_id.id,
            "location_dest_id": place.id,
            "location_final_id": place.id,
            "origin_returned_move_id": sent.id,
            "move_orig_ids": [fields.Command.link(sent.id)],
            "reference_ids": [fields.Command.set(sent.reference_ids.ids)],
            "sale_line_id": sent.sale_line_id.id,
            "procure_method": "make_to_stock",
            "to_refund": True,
            "tvshop_verdict": verdict,
        }

    def _prepare_credit_line(self, owed):
        """A line of the credit note, as part of the amount that is `owed` in all."""
        sold = self.move_id.sale_line_id
        share = owed / self.return_id.goods_value if self.return_id.goods_value else 0
        vals = sold._prepare_invoice_line(quantity=self.received_qty)
        return vals | {"price_unit": sold.price_unit * share}
