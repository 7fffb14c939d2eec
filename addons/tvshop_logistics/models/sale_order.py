from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..sorting.decide import decide
from ..sorting.parcel import Parcel, Place

SORTED_STATES = ("ordered", "exchange")
# The first of several parcels makes the order Shipped; the others still leave.
DISPATCHED_STATES = (*SORTED_STATES, "shipped")
# What a change of means that another carrier may be right.
SORTED_BY = {"partner_shipping_id", "carrier_id", "payment_method_kind"}


class SaleOrder(models.Model):
    """Who carries the order. `carrier_id` is the delivery method that the customer pays for."""

    _inherit = "sale.order"

    tvshop_carrier_id = fields.Many2one(
        "delivery.carrier",
        "Carried By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    tvshop_choice_ids = fields.One2many("tvshop.carrier.choice", "order_id", "Choices of Carrier")
    tvshop_carrier_why = fields.Text("Why This Carrier", compute="_compute_tvshop_carrier_why")
    tvshop_exception_ids = fields.One2many("tvshop.logistics.exception", "order_id")
    tvshop_exception_count = fields.Integer(compute="_compute_tvshop_exception_count")

    @api.depends("tvshop_choice_ids.why")
    def _compute_tvshop_carrier_why(self):
        for order in self:
            order.tvshop_carrier_why = order._last_choice().why

    @api.depends("tvshop_exception_ids.state")
    def _compute_tvshop_exception_count(self):
        # sudo: tvshop.logistics.exception – only how many, for those who may read the order
        counts = dict(
            self.env["tvshop.logistics.exception"]
            .sudo()
            ._read_group(
                [("order_id", "in", self.ids), ("state", "=", "open")], ["order_id"], ["__count"]
            )
        )
        for order in self:
            order.tvshop_exception_count = counts.get(order, 0)

    # CRUD

    def write(self, vals):
        result = super().write(vals)
        if SORTED_BY & vals.keys():
            # sudo: sale.order – whoever may change the order, the company's rules choose
            self.sudo().filtered(
                lambda order: (
                    order.tvshop_state in SORTED_STATES
                    and order._last_choice().basis not in (False, "hand")
                )
            )._sort()
        return result

    def _after_transition(self, target):
        super()._after_transition(target)
        if target in SORTED_STATES:
            # An order that was taken back keeps the carrier that somebody chose for it.
            self.filtered(lambda order: order._last_choice().basis != "hand")._sort()

    # Buttons

    def action_change_carrier(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_logistics.tvshop_carrier_change_action"
        )
        return {**action, "context": {"default_order_ids": self.ids}}

    def action_sort_again(self):
        self._check_may_sort()
        self._sort()

    def action_view_tvshop_exceptions(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_logistics.tvshop_logistics_exception_action"
        )
        return {**action, "domain": [("order_id", "in", self.ids)], "context": {}}

    # Sorting

    def _last_choice(self):
        return self.tvshop_choice_ids.sorted("id")[-1:]

    def _check_may_sort(self):
        if not self.env.su and not self.env.user.has_group("tvshop_crm.group_warehouse"):
            raise AccessError(self.env._("The warehouse chooses carriers."))
        self.check_access("read")

    def _sort(self):
        """Give orders that are still in the house their carrier, and put on record why."""
        # sudo: sale.order – whoever orders, the company's rules choose
        for company, orders in self.sudo().grouped("company_id").items():
            waiting = orders.filtered(lambda order: order.tvshop_state in SORTED_STATES)
            parcels = {order: order._parcel() for order in waiting}
            if not parcels:
                continue
            places = {parcel.place for parcel in parcels.values()}
            world = orders.env["tvshop.sorting.rule"]._world(company, places)
            if not world.carriers:  # this company has not described any
                continue
            waiting._record_choices(
                [
                    order._prepare_choice_vals(decide(parcel, world))
                    for order, parcel in parcels.items()
                ]
            )

    def _parcel(self):
        address = self.partner_shipping_id
        state = address.state_id or address.city_id.state_id
        lines = self.order_line.filtered(
            lambda line: not line.is_delivery and not line.display_type and line.product_id
        )
        return Parcel(
            Place(state.id or 0, address.city_id.id or 0, address.city_id.name or ""),
            round(sum(line.product_id.weight * line.product_uom_qty for line in lines), 6),
            round(sum(line.product_id.volume * line.product_uom_qty for line in lines), 6),
            self.amount_total,
            self.payment_method_kind == "cod",
            self.carrier_id.id or 0,
        )

    def _prepare_choice_vals(self, decision):
        return {
            "order_id": self.id,
            "carrier_id": decision.carrier or False,
            "rule_id": decision.rule or False,
            "basis": decision.basis,
            "facts": self.env["tvshop.carrier.choice"]._prepare_facts(decision),
            "user_id": self.env.uid,
        }

    def _record_choices(self, vals_list):
        """Set the carriers of these orders and of their open deliveries."""
        self.env["tvshop.carrier.choice"].create(vals_list)
        by_carrier = {}
        for vals in vals_list:
            by_carrier.setdefault(vals["carrier_id"], []).append(vals["order_id"])
        for carrier_id, ids in by_carrier.items():
            orders = self.browse(ids)
            orders.tvshop_carrier_id = carrier_id
            orders.picking_ids.filtered(
                lambda picking: (
                    picking.picking_type_code == "outgoing"
                    and picking.state not in ("done", "cancel")
                )
            )._change_carrier(carrier_id)
            if carrier_id:
                orders._solve_no_carrier(self.env._("A carrier was found."))
            else:
                orders._report_no_carrier()

    def _action_cancel(self):
        result = super()._action_cancel()
        self._solve_no_carrier(self.env._("The order was cancelled."))
        return result

    def _solve_no_carrier(self, how):
        # sudo: tvshop.logistics.exception – solved by what was done to the order
        exceptions = self.env["tvshop.logistics.exception"].sudo()
        exceptions.search(
            [
                ("order_id", "in", self.ids),
                ("kind", "in", ("no_carrier", "address")),
                ("state", "=", "open"),
            ]
        )._solve(how)

    def _report_no_carrier(self):
        self.env["tvshop.logistics.exception"]._report(
            [order._prepare_no_carrier_vals() for order in self], reopen=True
        )

    def _prepare_no_carrier_vals(self):
        address = self.partner_shipping_id
        is_known = bool(address.city_id)
        place = f"{address.state_id.name or ''}{address.city_id.name or address.city or ''}"
        return {
            "kind": "no_carrier" if is_known else "address",
            "key": f"no_carrier-{self.id}",
            "order_id": self.id,
            "company_id": self.company_id.id,
            "name": self.env._(
                "No carrier can take %(order)s to %(place)s",
                order=self.name,
                place=place or self.env._("an unknown place"),
            )
            if is_known
            else self.env._(
                "%(order)s goes to an address without a known division: %(place)s",
                order=self.name,
                place=place or address.street or "",
            ),
        }

    def _choose_by_hand(self, carrier, reason):
        """Send orders by `carrier` whatever the rules say.

        :raises UserError: without a reason, or for an order that has left the house
        """
        self._check_may_sort()
        carrier.check_access("read")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the carrier is changed."))
        # sudo: sale.order – the warehouse changes who carries and nothing else
        orders = self.sudo()
        for order in orders.filtered(lambda order: order.tvshop_state not in SORTED_STATES):
            raise UserError(self.env._("Order %s is not in the house any more.", order.name))
        orders._record_choices(
            [
                {
                    "order_id": order.id,
                    "carrier_id": carrier.id,
                    "basis": "hand",
                    "reason": reason.strip(),
                    "facts": order._last_choice().facts,
                    "user_id": self.env.uid,
                }
                for order in orders
            ]
        )
