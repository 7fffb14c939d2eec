from collections import defaultdict

from odoo import api, models

from ..tables.cells import BadRow, normal_word


class Finds:
    """What the orders of a file call things, and what these are here."""

    def __init__(self, products, sources, known):
        self.products = products
        self.sources = sources
        self.known = known

    def product_name(self, code):
        found = self.products.get(code.casefold(), ())
        return found[0].name if len(found) == 1 else code

    def problems(self, order):
        """The rows of an order that can't be made, each with its reason."""
        own = {line.number: self._problem(order.head, line) for line in order.lines}
        if not any(own.values()):
            return []
        return [
            BadRow(line.number, line.cells, *(own[line.number] or ("other_row", "")))
            for line in order.lines
        ]

    def _problem(self, head, line):
        found = self.products.get(line.product.casefold(), ())
        if len(found) != 1:
            return ("products" if found else "product"), line.product
        if head.source and normal_word(head.source) not in self.sources:
            return "source", head.source
        return None


class TvshopOrderImport(models.Model):
    """What products, hotlines, channels and spots of a file are, and which orders are known."""

    _inherit = "tvshop.order.import"

    def _find(self, orders):
        """The Finds of these orders, in a few queries."""
        return Finds(
            self._find_products({line.product for order in orders for line in order.lines}),
            self._find_sources({order.head.source for order in orders} - {""}),
            self._find_known(orders),
        )

    def _key(self, order):
        return f"import-{self.source_id.id}-{order.head.ref}"

    def _find_known(self, orders):
        """`{key}` of the orders that have been made already, by whichever file."""
        keys = [self._key(order) for order in orders]
        made = self.env["sale.order"].search_fetch([("client_key", "in", keys)], ["client_key"])
        return set(made.mapped("client_key"))

    def _find_products(self, codes):
        """`{code in small letters: products}` by code or barcode."""
        spelt = {spelling for code in codes for spelling in (code, code.upper(), code.lower())}
        products = self.env["product.product"].search(
            [
                ("sale_ok", "=", True),
                ("company_id", "in", (False, self.company_id.id)),
                "|",
                ("default_code", "in", list(spelt)),
                ("barcode", "in", list(codes)),
            ]
        )
        found = defaultdict(lambda: products.browse())
        for product in products:
            for code in {product.default_code, product.barcode} - {False}:
                found[code.casefold()] |= product
        return dict(found)

    def _find_sources(self, texts):
        """`{text in small letters: vals of an order}` by hotline, channel or spot."""
        names = {normal_word(text): text for text in texts}
        found = {}
        for finder in (self._find_spots, self._find_channels, self._find_hotlines):
            found.update(finder(names))
        return found

    def _find_hotlines(self, names):
        digits = {text.replace("-", "").replace(" ", ""): key for key, text in names.items()}
        hotlines = self.env["tvshop.hotline"].search(
            [("did", "in", list(digits)), ("company_id", "=", self.company_id.id)]
        )
        return {
            digits[line.did]: self._source_vals(line.channel_id, line, line.spot_ids.browse())
            for line in hotlines
        }

    def _find_channels(self, names):
        channels = self.env["tvshop.media.channel"].search([])
        none = self.env["tvshop.hotline"], self.env["tvshop.spot"]
        return {
            normal_word(text): self._source_vals(channel, *none)
            for channel in channels
            for text in (channel.code, channel.name)
            if normal_word(text) in names
        }

    def _find_spots(self, names):
        """Of spots with one name, the last one that has begun."""
        spots = self.env["tvshop.spot"].search(
            [
                ("name", "in", list(names.values())),
                ("start", "<=", self.env.cr.now()),
                ("company_id", "=", self.company_id.id),
            ],
            order="start",
        )
        return {
            normal_word(spot.name): self._source_vals(spot.channel_id, spot.hotline_id, spot)
            for spot in spots
        }

    @api.model
    def _source_vals(self, channel, hotline, spot):
        return {"channel_id": channel.id, "hotline_id": hotline.id, "spot_id": spot.id}
