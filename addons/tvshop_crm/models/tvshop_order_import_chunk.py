from odoo import models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Command
from psycopg2.errors import UniqueViolation

from ..intake.division import Divisions
from ..tables.cells import BadRow, normal_word


class TvshopOrderImport(models.Model):
    """A chunk of a file's orders into orders of this house, with their customers."""

    _inherit = "tvshop.order.import"

    def _make_orders(self, orders):
        """Make those that are not known yet.

        :return: `(how many were known, BadRows)`
        """
        finds = self._find(orders)
        bad = [row for order in orders for row in finds.problems(order)]
        bad_lines = {row.line for row in bad}
        new = [
            order
            for order in orders
            if self._key(order) not in finds.known and order.lines[0].number not in bad_lines
        ]
        known = sum(self._key(order) in finds.known for order in orders)
        return known, bad + self._make_new(new, finds)

    def _make_new(self, orders, finds):
        """All of them, or, if one is refused, each half by itself; BadRows of what was refused."""
        if not orders:
            return []
        try:
            with self.env.cr.savepoint():
                return self._make_at_once(orders, finds)
        except UniqueViolation as error:
            # Another import has made one, but this transaction can't see it: begin anew.
            raise ConcurrencyError(self.env._("These orders are being imported.")) from error
        except ConcurrencyError:
            raise
        except UserError as refused:
            if len(orders) == 1:
                return _all_rows(orders[0], "said", str(refused))
            half = len(orders) // 2
            return self._make_new(orders[:half], finds) + self._make_new(orders[half:], finds)

    def _make_at_once(self, orders, finds):
        customers, bad = self._take_customers(orders)
        orders = [order for order in orders if order.head in customers]
        addresses = self._take_addresses(orders, customers)
        made = self.env["sale.order"]._create_confirmed(
            [
                self._prepare_order(order, customers[order.head], addresses[order.head], finds)
                for order in orders
            ]
        )
        keys = {order.id: order.client_key for order in made}
        made.with_context(tracking_disable=True)._transition("ordered", key=keys)
        return bad

    def _prepare_order(self, order, customer, address, finds):
        head = order.head
        return {
            "client_key": self._key(order),
            "client_order_ref": head.ref,
            "order_import_id": self.id,
            "is_tvshop": True,
            "partner_id": customer.id,
            "partner_shipping_id": address.id,
            "user_id": self.env.uid,
            "source_id": self.source_id.id,
            "order_method": self.order_method,
            "payment_method_kind": head.payment or self.payment_method_kind,
            "tvshop_note": head.note or False,
            **finds.sources.get(normal_word(head.source), {}),
            "order_line": [Command.create(self._prepare_line(line, finds)) for line in order.lines],
        }

    def _prepare_line(self, line, finds):
        vals = {
            "product_id": finds.products[line.product.casefold()].id,
            "product_uom_qty": float(line.qty),
        }
        # A price that the file names was promised to the customer.
        return vals if line.price is None else {**vals, "price_unit": float(line.price)}

    # Customers

    def _take_customers(self, orders):
        """`({head: customer}, BadRows)`: found by number, else made."""
        owners = self._find_owners({order.head.phone.e164 for order in orders})
        found, bad, new = {}, [], {}
        for order in orders:
            head = order.head
            partners = owners.get(head.phone.e164, self.env["res.partner"])
            same_name = partners.filtered(lambda partner, name=head.name: partner.name == name)
            partners = same_name[:1] or partners
            if len(partners) > 1:
                bad += _all_rows(order, "customers")
            elif partners:
                found[head] = partners
            elif not head.address:
                bad += _all_rows(order, "no_address")
            else:
                # Two orders with one new number are one customer's.
                new.setdefault(head.phone.e164, []).append(order)
        return found | self._make_customers(new), bad

    def _make_customers(self, new):
        firsts = [orders[0].head for orders in new.values()]
        partners = self._create_customers(
            [head.phone for head in firsts], [self._prepare_customer(head) for head in firsts]
        )
        return {
            order.head: partner
            for partner, orders in zip(partners, new.values(), strict=True)
            for order in orders
        }

    def _prepare_customer(self, head):
        return {"name": head.name, **self._read_address(head)}

    # Addresses

    def _take_addresses(self, orders, customers):
        """`{head: partner to deliver to}`: the customer, or a delivery address of theirs."""
        found, wanted = {}, {}
        for order in orders:
            head, customer = order.head, customers[order.head]
            vals = self._read_address(head) if head.address else {}
            is_own = not vals or (
                head.name == customer.name and _same(customer, vals, ("city_id", "street"))
            )
            if is_own:
                found[head] = customer
            else:
                wanted[head] = {
                    **vals,
                    "parent_id": customer.id,
                    "type": "delivery",
                    "name": head.name,
                }
        return found | self._take_deliveries(wanted)

    def _take_deliveries(self, wanted):
        known = self.env["res.partner"].search(
            [
                ("parent_id", "in", [vals["parent_id"] for vals in wanted.values()]),
                ("type", "=", "delivery"),
            ]
        )
        names = ("parent_id", "name", "city_id", "street")
        places = {tuple(_plain(partner[name]) for name in names): partner for partner in known}
        keys = {head: tuple(vals[name] for name in names) for head, vals in wanted.items()}
        new = {keys[head]: vals for head, vals in wanted.items() if keys[head] not in places}
        made = self.env["res.partner"].with_context(tracking_disable=True).create([*new.values()])
        places.update(zip(new, made, strict=True))
        return {head: places[key] for head, key in keys.items()}

    def _read_address(self, head):
        """The vals of an address; one without a known division is kept as it was written."""
        divisions, cities = self._divisions()
        city_id, street = divisions.find(head.address)
        vals = {"street": street or False, "city_id": city_id or False}
        if not city_id:
            return {**vals, "country_id": self.env.ref("base.cn").id, "city": False}
        return {**vals, **cities.browse(city_id).with_prefetch(cities.ids)._prepare_address_vals()}

    def _divisions(self):
        """`(Divisions, cities)` of China, read once for all orders of a chunk."""
        cache = self.env.cr.cache
        if "tvshop_divisions" not in cache:
            cities = self.env["res.city"].search([("country_id.code", "=", "CN")])
            rows = [(city.id, city.name, city.state_id.name or "") for city in cities]
            cache["tvshop_divisions"] = Divisions(rows), cities
        return cache["tvshop_divisions"]


def _all_rows(order, code, value=""):
    return [BadRow(line.number, line.cells, code, value) for line in order.lines]


def _same(partner, vals, names):
    return all(_plain(partner[name]) == vals[name] for name in names)


def _plain(value):
    return value.id if hasattr(value, "_ids") else value
