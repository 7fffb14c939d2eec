from odoo import fields, models

from .tvshop_blacklist_entry import ACTIVE

LIVE_ORDERS = ("ordered", "shipped", "exchange")


class ResPartner(models.Model):
    """What the blacklist knows of a customer's numbers."""

    _inherit = "res.partner"

    is_blacklisted = fields.Boolean(
        "Blacklisted",
        compute="_compute_is_blacklisted",
        search="_search_is_blacklisted",
        help="A number of this customer is on the blacklist.",
    )

    def _compute_is_blacklisted(self):
        blacklisted = self._blacklisted_among(self.ids)
        for partner in self:
            partner.is_blacklisted = partner.id in blacklisted

    def _search_is_blacklisted(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("id", "in" if True in value else "not in", list(self._blacklisted_among()))]

    def _blacklisted_among(self, ids=None):
        """The ids of customers with a blacklisted number, in one query."""
        # sudo: tvshop.blacklist.entry – whether, and not which number
        entries = self.env["tvshop.blacklist.entry"].sudo()
        active = entries._search(
            [("state", "=", ACTIVE), ("company_id", "=", self.env.company.id)]
        ).subselect("e164")
        domain = [("e164", "in", active)]
        if ids is not None:
            domain.append(("partner_id", "in", ids))
        # sudo: tvshop.contact.method – the same
        methods = self.env["tvshop.contact.method"].sudo().search_fetch(domain, ["partner_id"])
        return set(methods.partner_id.ids)

    def _has_live_orders(self):
        """Whether these customers wait for a parcel, or may have one that they call about."""
        # sudo: sale.order – whether there are any, whoever took them
        orders = self.env["sale.order"].sudo()
        domain = [("partner_id", "child_of", self.ids), ("tvshop_state", "in", LIVE_ORDERS)]
        return bool(self and orders.search_count(domain, limit=1))

    def _desktop_flags(self):
        flags = super()._desktop_flags()
        if self.is_blacklisted:
            label = self.env._("Blacklisted number")
            flags.insert(0, {"key": "blacklist", "label": label, "level": "danger"})
        return flags
