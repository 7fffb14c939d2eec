from collections import defaultdict
from contextlib import closing

from odoo import api, models
from odoo.fields import Command

from ..batch.copies import Copies
from ..batch.specimen import Specimen, line_kind

# What an order has of its own, and nothing that Odoo works out from other fields depends on.
OWN_FIELDS = {
    *("client_key", "client_order_ref", "partner_id", "partner_shipping_id", "source_id"),
    *("tvshop_note", "invoice_wanted", "invoice_title", "is_urgent", "is_gift", "gift_message"),
    *("order_method", "payment_method_kind", "channel_id", "hotline_id", "spot_id"),
    "order_import_id",
}
# Unique, so not the specimen's.
IDENTITY = {"client_key"}
# What Odoo reads of a customer to price, tax and deliver an order.
PARTNER_FACTS = (
    *("lang", "user_id", "company_id", "property_product_pricelist"),
    *("property_account_position_id", "property_payment_term_id", "property_delivery_carrier_id"),
)
ADDRESS_FACTS = ("property_stock_customer", "country_id", "property_delivery_carrier_id")
TAX_PLACES = ("state_id", "zip", "vat")
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
}


class SaleOrder(models.Model):
    """Many orders at once, which end like orders made and confirmed one by one.

    Of the orders that Odoo would price, tax and deliver alike, it makes and confirms a specimen
    with each of their products; what it made is read and rolled back, and the orders are inserted
    with these values. What Odoo can't make of rows alone (services, goods bought to order) goes
    the ordinary way.
    """

    _inherit = "sale.order"

    @api.model
    def _create_confirmed(self, vals_list):
        """Like `create` and `action_confirm`, in sets.

        :param vals_list: as for `create`, with a customer; lines only as `Command.create`
        :return: the orders, in the order of `vals_list`
        """
        self = self.with_context(**QUIET)
        specimens = self._specimens(vals_list)
        copied, plain = [], []
        for place, vals in enumerate(vals_list):
            is_copied = place in specimens and specimens[place].fits(vals)
            (copied if is_copied else plain).append(place)
        pairs = [(specimens[place], vals_list[place]) for place in copied]
        made = dict(zip(copied, Copies(self.env, pairs).make(), strict=True))
        orders = self.create([vals_list[place] for place in plain])
        orders.action_confirm()
        made.update(zip(plain, orders, strict=True))
        # What Odoo still computes is computed here, where it is not told in each order's chatter.
        self.env.flush_all()
        orders = self.browse(made[place].id for place in range(len(vals_list)))
        orders._check_credit()
        return orders

    @api.model
    def _specimens(self, vals_list):
        """`{place in the list: the Specimen for it}`, of those that are worth one."""
        found = {}
        for places in self._alike(vals_list).values():
            kinds = {line_kind(line) for place in places for line in vals_list[place]["order_line"]}
            if len(kinds) < len(places):
                specimen = self._make_specimen(vals_list[places[0]], list(kinds))
                found.update(dict.fromkeys(places, specimen))
        return found

    @api.model
    def _alike(self, vals_list):
        """`{what the orders have in common: their places in the list}`."""
        partner_ids = {vals["partner_id"] for vals in vals_list}
        partner_ids |= {vals.get("partner_shipping_id") for vals in vals_list} - {None, False}
        partners = {p.id: p for p in self.env["res.partner"].browse(partner_ids)}
        places = self._tax_places()
        groups = defaultdict(list)
        for place, vals in enumerate(vals_list):
            head = {
                name: value
                for name, value in vals.items()
                if name not in OWN_FIELDS and name != "order_line"
            }
            partner = partners[vals["partner_id"]]
            address = partners[vals.get("partner_shipping_id") or partner.id]
            facts = [partner[name] for name in PARTNER_FACTS]
            facts += [address[name] for name in (*ADDRESS_FACTS, *places)]
            groups[frozenset(head.items()), tuple(facts)].append(place)
        return groups

    @api.model
    def _tax_places(self):
        """What of an address decides on taxes, beside its country; usually nothing."""
        positions = self.env["account.fiscal.position"].search_count(
            [("auto_apply", "=", True), ("company_id", "=", self.env.company.id)], limit=1
        )
        return TAX_PLACES if positions else ()

    @api.model
    def _make_specimen(self, vals, kinds):
        """Like an order of `vals` with lines of all `kinds`; nothing of it stays."""
        head = {name: value for name, value in vals.items() if name not in IDENTITY}
        lines = [Command.create(dict(kind)) for kind in kinds]
        with closing(self.env.cr.savepoint()):
            order = self.create({**head, "name": "*", "order_line": lines})
            order.action_confirm()
            order.flush_recordset()
            return Specimen(order, kinds)
