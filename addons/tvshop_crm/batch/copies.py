"""Inserting orders and their deliveries after their specimens."""

from .reservation import Reservation
from .rows import insert
from .specimen import LINE_COMPUTED, line_kind


class Copies:
    """Confirmed orders with what belongs to them, each after its specimen.

    :param pairs: `[(Specimen, vals of an order)]`, all of one company
    """

    def __init__(self, env, pairs):
        self.env = env
        self.pairs = pairs

    def make(self):
        """The orders, in the order of the pairs."""
        orders = self._make_orders()
        lines = self._make_lines(orders)
        # Nothing has been delivered or invoiced yet: what says so of the lines stays as it is.
        settled = [lines._fields[name] for name in LINE_COMPUTED]
        with self.env.protecting(settled, lines):
            rows = self._prepare_moves(orders, lines)
            reservation = Reservation(self.env, rows)
            # sudo: stock.move – whoever sells, the goods are prepared
            reservation.apply(insert(self.env["stock.move"].sudo(), rows))
        return orders

    def _make_orders(self):
        # sudo: ir.sequence – the number is given by the system
        sequence = self.env["ir.sequence"].sudo()._of_code("sale.order")
        names = sequence._next_many(len(self.pairs))
        invoiced = self._invoice_addresses()
        rows = []
        for name, (specimen, vals) in zip(names, self.pairs, strict=True):
            partner_id = vals["partner_id"]
            own = {key: value for key, value in vals.items() if key != "order_line"}
            own.setdefault("partner_shipping_id", partner_id)
            own["partner_invoice_id"] = invoiced.get(partner_id, partner_id)
            rows.append({**specimen.order, **own, "name": name})
        return insert(self.env["sale.order"], rows)

    def _invoice_addresses(self):
        """`{customer: contact}` of the customers who have a contact for invoices."""
        partner_ids = [vals["partner_id"] for _specimen, vals in self.pairs]
        contacts = self.env["res.partner"].search_fetch(
            [("parent_id", "in", partner_ids), ("type", "=", "invoice")], ["parent_id"]
        )
        return {
            partner.id: partner.address_get(["invoice"])["invoice"]
            for partner in contacts.parent_id
        }

    def _make_lines(self, orders):
        """The lines of all orders, one order after the other."""
        rows = []
        for order, (specimen, vals) in zip(orders, self.pairs, strict=True):
            own = {"order_id": order.id, "order_partner_id": order.partner_id.id}
            rows += [{**specimen.lines[line_kind(line)], **own} for line in vals["order_line"]]
        return insert(self.env["sale.order.line"], rows)

    def _prepare_moves(self, orders, lines):
        """The vals of a move for each line, with its delivery."""
        references = self.env["stock.reference"].create(
            [{"name": order.name, "sale_ids": [(4, order.id)]} for order in orders]
        )
        pickings = self._make_pickings(orders)
        rows, rest = [], iter(lines)
        for order, reference, picking, (specimen, vals) in zip(
            orders, references, pickings, self.pairs, strict=True
        ):
            own = {
                "origin": order.name,
                "partner_id": order.partner_shipping_id.id,
                "picking_id": picking.id,
                "reference": picking.name,
                "reference_ids": [(6, 0, reference.ids)],
            }
            for line in vals["order_line"]:
                move = specimen.moves[line_kind(line)]
                rows.append({**move, **own, "sale_line_id": next(rest).id})
        return rows

    def _make_pickings(self, orders):
        names = self._picking_names()
        rows = []
        for order, name, (specimen, _vals) in zip(orders, names, self.pairs, strict=True):
            own = {"origin": order.name, "partner_id": order.partner_shipping_id.id}
            rows.append({**specimen.picking, **own, "name": name})
        # sudo: stock.picking – whoever sells, the goods are prepared
        return insert(self.env["stock.picking"].sudo(), rows)

    def _picking_names(self):
        """The next numbers of each order's warehouse, in the order of the pairs."""
        types = [specimen.picking["picking_type_id"] for specimen, _vals in self.pairs]
        # sudo: stock.picking.type – the number is given by the system
        records = self.env["stock.picking.type"].sudo().browse(dict.fromkeys(types))
        numbers = {
            record.id: iter(record.sequence_id._next_many(types.count(record.id)))
            for record in records
        }
        return [next(numbers[type_id]) for type_id in types]
