"""An order made by Odoo as the pattern of many."""

from .rows import stored_vals

# What Odoo computes after insertion, of lines and moves alone: the same for each of a kind.
LINE_COMPUTED = (
    *("analytic_distribution", "qty_delivered", "qty_invoiced", "qty_to_invoice"),
    *("invoice_status", "untaxed_amount_invoiced", "untaxed_amount_to_invoice", "warehouse_id"),
)
MOVE_COMPUTED = (
    *("priority", "product_qty", "partner_id", "picked", "delay_alert_date", "picking_type_id"),
    *("quantity", "reference", "reservation_date", "packaging_uom_qty", "weight"),
    *("is_in", "is_out", "is_dropship"),
)
PICKING_COMPUTED = ("scheduled_date", "date_deadline", "has_deadline_issue", "company_id")


def line_kind(command):
    """What makes lines of two orders of a kind alike."""
    return frozenset(command[2].items())


class Specimen:
    """What Odoo stored of an order, of its delivery, and of each kind of line with its move.

    :param order: confirmed, with one line for each of `kinds`, in their order
    """

    def __init__(self, order, kinds):
        self.order = stored_vals(order)
        del self.order["stock_reference_ids"]  # each order has its own
        self.picking = stored_vals(order.picking_ids[:1], PICKING_COMPUTED)
        self.lines = {}
        self.moves = {}
        for line, kind in zip(order.order_line.sorted("id"), kinds, strict=True):
            if self._is_plain(line):
                self.lines[kind] = stored_vals(line, LINE_COMPUTED)
                self.moves[kind] = stored_vals(line.move_ids, MOVE_COMPUTED)

    def _is_plain(self, line):
        """One move from stock in the order's one delivery, and nothing else, comes of the line."""
        move = line.move_ids
        return (
            len(line.order_id.picking_ids) == 1
            and line.product_id.type == "consu"
            and len(move) == 1
            and move.procure_method == "make_to_stock"
            and move.picking_code == "outgoing"
            and move.product_uom == move.product_id.uom_id
            and not move.move_orig_ids
            and not move.move_dest_ids
        )

    def fits(self, vals):
        """Whether an order of these values can be made of this pattern."""
        return all(line_kind(line) in self.lines for line in vals["order_line"])
