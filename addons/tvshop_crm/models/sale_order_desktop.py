from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Command
from psycopg2.errors import UniqueViolation

MAX_LINES = 100
MAX_QTY = 99999
TEXTS = ("invoice_title", "gift_message")
FLAGS = ("invoice_wanted", "is_urgent", "is_gift")
SOURCES = ("channel_id", "hotline_id", "spot_id")


class SaleOrder(models.Model):
    """What the agent desktop asks for to take an order."""

    _inherit = "sale.order"

    # Reading

    @api.model
    def desktop_products(self, term, partner_id=False, limit=12):
        """Products with stock and the customer's price.

        Returns `[{id, code, name, price, currency, available, incoming, incoming_on, uom,
        image_url}]`; `incoming_on` is the day on which the first of them should come.
        """
        self.env["res.partner"]._check_desktop_user()
        products = self.env["product.product"]._desktop_search(term, min(limit, 50))
        pricelist, currency = self._desktop_pricelist(partner_id)
        prices = pricelist._get_products_price(products, 1.0, currency=currency)
        days = products._desktop_incoming_days()
        return [
            {
                "id": product.id,
                "code": product.default_code or "",
                "name": product.name,
                "price": currency.round(prices[product.id]),
                "currency": currency.id,
                "available": product.free_qty,
                "incoming": product.incoming_qty,
                "incoming_on": days.get(product, ""),
                "uom": product.uom_id.name,
                "image_url": f"/web/image/product.product/{product.id}/image_128",
            }
            for product in products
        ]

    @api.model
    def _desktop_pricelist(self, partner_id):
        partner = self.env["res.partner"].browse(partner_id or [])
        pricelist = partner.property_product_pricelist
        return pricelist, pricelist.currency_id or self.env.company.currency_id

    @api.model
    def desktop_options(self):
        """The choices of the order form: carriers, payments, methods, channels, hotlines, spots."""
        self.env["res.partner"]._check_desktop_user()
        channels = self.env["tvshop.media.channel"].search([])
        hotlines = self.env["tvshop.hotline"].search([])
        return {
            "carriers": self._desktop_carriers(),
            "payments": self._desktop_selection("payment_method_kind"),
            "order_methods": self._desktop_selection("order_method"),
            "channels": [{"id": channel.id, "name": channel.name} for channel in channels],
            "hotlines": [
                {
                    "id": line.id,
                    "name": line.name,
                    "did": line.did,
                    "channel_id": line.channel_id.id,
                }
                for line in hotlines
            ],
            "spots": self._desktop_spots(),
        }

    @api.model
    def _desktop_carriers(self):
        carriers = self.env["delivery.carrier"].search(
            [("company_id", "in", [False, self.env.company.id])]
        )
        return [
            {"id": carrier.id, "name": carrier.name, "price": carrier.fixed_price}
            for carrier in carriers
        ]

    @api.model
    def _desktop_selection(self, name):
        selection = self._fields[name]._description_selection(self.env)
        return [{"value": value, "label": label} for value, label in selection]

    @api.model
    def _desktop_spots(self):
        """What has been on air for a day, the last first."""
        now = fields.Datetime.now()
        spots = self.env["tvshop.spot"].search(
            [("start", "<=", now), ("end", ">=", now - timedelta(days=1))], limit=50
        )
        return [
            {
                "id": spot.id,
                "name": spot.name,
                "start": fields.Datetime.to_string(spot.start),
                "channel_id": spot.channel_id.id,
                "hotline_id": spot.hotline_id.id,
            }
            for spot in spots
        ]

    def _desktop_summary(self):
        """An order in the customer's history."""
        return {
            "id": self.id,
            "name": self.name,
            "date": fields.Datetime.to_string(self.date_order),
            "tvshop_state": self.tvshop_state,
            "tvshop_state_label": self._desktop_label("tvshop_state"),
            "amount": self.amount_total,
            "currency": self.currency_id.id,
            "lines": self._desktop_lines(),
            "ordered_by": self._desktop_label("order_method"),
            "payment": self._desktop_label("payment_method_kind"),
            "channel": self.channel_id.name or "",
        }

    def _desktop_lines(self):
        lines = self.order_line.filtered(lambda line: line.product_id and not line.is_delivery)
        return [
            {
                "product": line.product_id.name,
                "qty": line.product_uom_qty,
                "amount": line.price_total,
            }
            for line in lines
        ]

    def _desktop_label(self, name):
        labels = dict(self._fields[name]._description_selection(self.env))
        return labels.get(self[name], "")

    # Quoting

    @api.model
    def desktop_quote(self, payload):
        """What the order of `payload` would cost this customer now.

        Returns `{lines: [{product_id, qty, price, subtotal, available, warning}], delivery,
        tax, total, currency}`; makes nothing.
        """
        self.env["res.partner"]._check_desktop_user()
        draft = self._desktop_draft(payload)
        delivery = draft._desktop_delivery_price(payload.get("carrier_id"))
        return {
            "lines": [draft._desktop_quoted_line(line) for line in draft.order_line],
            "delivery": delivery,
            "tax": draft.amount_tax,
            "total": draft.amount_total + delivery,
            "currency": draft.currency_id.id,
        }

    @api.model
    def _desktop_draft(self, payload):
        """The order of `payload` in memory, priced by the server."""
        lines = self._desktop_read_lines(payload)
        return self.new(
            {
                "partner_id": payload.get("partner_id"),
                "order_line": [
                    Command.create({"product_id": product_id, "product_uom_qty": qty})
                    for product_id, qty in lines.items()
                ],
            }
        )

    @api.model
    def _desktop_read_lines(self, payload):
        """The payload's lines as `{product_id: qty}`, one for each product."""
        lines = {}
        for line in payload.get("lines") or []:
            qty = float(line.get("qty") or 0)
            if not 0 < qty <= MAX_QTY:
                raise UserError(self.env._("A quantity is from 1 to %s.", MAX_QTY))
            lines[line["product_id"]] = lines.get(line["product_id"], 0) + qty
        if not lines or len(lines) > MAX_LINES:
            raise UserError(self.env._("An order has 1 to %s products.", MAX_LINES))
        products = self.env["product.product"].browse(lines).exists()
        if len(products) < len(lines) or not all(products.mapped("sale_ok")):
            raise UserError(self.env._("A product of this order is no longer sold."))
        return lines

    def _desktop_quoted_line(self, line):
        available = line.product_id.free_qty
        is_short = line.product_id.is_storable and line.product_uom_qty > available
        return {
            "product_id": line.product_id.id,
            "qty": line.product_uom_qty,
            "price": line.price_unit,
            "subtotal": line.price_total,
            "available": available,
            "warning": self.env._("Not enough in stock") if is_short else "",
        }

    def _desktop_delivery_price(self, carrier_id):
        carrier = self.env["delivery.carrier"].browse(carrier_id or [])
        if not carrier:
            return 0.0
        rate = carrier.rate_shipment(self)
        if not rate["success"]:
            raise UserError(rate["error_message"])
        return rate["price"]

    # Making

    @api.model
    def desktop_create(self, payload):
        """Make, confirm and hand to the warehouse the order that an agent took.

        The same `client_key` gives the same order again, with `duplicate` true. Returns
        `{id, name, total, state_label, duplicate}`, or, having made nothing,
        `{"price_changed": [{product_id, old, new}]}` or `{"out_of_stock": [{product_id, qty,
        available}]}` (not with `accept_backorder`) or `{"deposit": {amount, currency, text}}`
        (not with `deposit_reference`).
        """
        self.env["res.partner"]._check_desktop_user()
        if not payload.get("client_key"):
            raise UserError(self.env._("The order has no key; reload the page."))
        if made := self._desktop_made(payload["client_key"]):
            return made._desktop_result(is_duplicate=True)
        draft = self._desktop_draft(payload)
        if changed := draft._desktop_price_changes(payload):
            return {"price_changed": changed}
        if not payload.get("accept_backorder") and (short := draft._desktop_shortages()):
            return {"out_of_stock": short}
        if wanted := draft._desktop_deposit_wanted(payload):
            return {"deposit": wanted}
        return self._desktop_make(payload)._desktop_result()

    @api.model
    def _desktop_made(self, client_key):
        return self.search([("client_key", "=", client_key)], limit=1)

    @api.model
    def _desktop_make(self, payload):
        try:
            with self.env.cr.savepoint():
                order = self.create(self._prepare_desktop_order_vals(payload))
                order.flush_recordset()
        except UniqueViolation as error:
            # The other request has made it, but this transaction can't see it: begin anew.
            raise ConcurrencyError(self.env._("This order is being made.")) from error
        order._desktop_set_delivery(payload.get("carrier_id"))
        order._desktop_add_deposit(payload)
        order.action_confirm()
        order._transition("ordered", key=f"desktop-{order.client_key}")
        return order

    @api.model
    def _prepare_desktop_order_vals(self, payload):
        """Hook: the vals of the order to make from the desktop's `payload`."""
        partner = self.env["res.partner"].browse(payload["partner_id"])
        partner.check_access("write")
        address = partner._desktop_delivery_address(payload.get("address"))
        lines = self._desktop_read_lines(payload)
        return {
            "client_key": payload["client_key"],
            "is_tvshop": True,
            "partner_id": partner.id,
            "partner_shipping_id": address.id,
            "user_id": self.env.uid,
            "order_method": payload.get("order_method") or "phone_in",
            "payment_method_kind": self._desktop_payment(payload),
            "tvshop_note": payload.get("note") or False,
            "order_line": [
                Command.create({"product_id": product_id, "product_uom_qty": qty})
                for product_id, qty in lines.items()
            ],
            **{name: bool(payload.get(name)) for name in FLAGS},
            **{name: payload.get(name) or False for name in TEXTS},
            **self._desktop_sources(payload),
        }

    @api.model
    def _desktop_payment(self, payload):
        payment = payload.get("payment")
        if payment not in self._fields["payment_method_kind"].get_values(self.env):
            raise UserError(self.env._("Choose how the customer pays."))
        return payment

    @api.model
    def _desktop_sources(self, payload):
        """Channel, hotline and spot; without a spot, the hotline's one on air."""
        sources = {name: payload[name] for name in SOURCES if payload.get(name)}
        hotline = self.env["tvshop.hotline"].browse(sources.get("hotline_id") or [])
        if hotline and "spot_id" not in sources:
            spot = hotline._spot_at(hotline.did, fields.Datetime.now())
            if spot:
                sources["spot_id"] = spot.id
        return sources

    def _desktop_price_changes(self, payload):
        shown = {line["product_id"]: line.get("price_shown") for line in payload["lines"]}
        return [
            {"product_id": line.product_id.id, "old": old, "new": line.price_unit}
            for line in self.order_line
            if (old := shown[line.product_id.id]) is not None
            and self.currency_id.compare_amounts(old, line.price_unit)
        ]

    def _desktop_shortages(self):
        return [
            {"product_id": line["product_id"], "qty": line["qty"], "available": line["available"]}
            for line in map(self._desktop_quoted_line, self.order_line)
            if line["warning"]
        ]

    def _desktop_set_delivery(self, carrier_id):
        if carrier_id:
            carrier = self.env["delivery.carrier"].browse(carrier_id)
            self.set_delivery_line(carrier, self._desktop_delivery_price(carrier_id))

    def _desktop_result(self, is_duplicate=False):
        return {
            "id": self.id,
            "name": self.name,
            "total": self.amount_total,
            "currency": self.currency_id.id,
            "state_label": self._desktop_label("tvshop_state"),
            "duplicate": is_duplicate,
        }
