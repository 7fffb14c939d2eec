from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from ..feedback.fold import fold
from ..feedback.rows import DELIVERED, IN_TRANSIT, Event
from ..feedback.texts import contradiction_text

# OCA's states of a delivery, for what carriers tell.
DELIVERY_STATES = {DELIVERED: "customer_delivered", IN_TRANSIT: "in_transit"}
FAILED_STATE = "incident"


class Told(NamedTuple):
    """A waybill with the outcome of all that was told of it."""

    waybill: models.Model
    outcome: object


class TvshopWaybill(models.Model):
    """What feedback does. It is worked out from all that was told of a parcel, so it bears
    repetition, and the order in which files come does not matter."""

    _inherit = "tvshop.waybill"

    def _mark_shipped(self):
        result = super()._mark_shipped()
        # A carrier may be quicker than the warehouse.
        # sudo: tvshop.waybill – what was told is applied by the system, whoever ships
        self.sudo()._apply_feedback("feedback-shipped")
        return result

    def _apply_feedback(self, key):
        """Bring parcels and orders to where the carriers say they are.

        :param key: of the order's step, see `sale.order._transition`
        """
        told = self._outcomes()
        self._report_contradictions(told)
        under_way = [row for row in told if row.waybill.state == "shipped"]
        self._set_delivery_states(under_way)
        orders = self.env["sale.order"]
        failed = defaultdict(list)
        for waybill, outcome in under_way:
            if outcome.is_failed:
                failed[outcome.reason].append(waybill.order_id.id)
        for reason, order_ids in failed.items():
            orders.browse(order_ids)._take_refusal(reason)
        delivered = [row.waybill.order_id.id for row in under_way if row.outcome.delivered_on]
        orders.browse(set(delivered) - {False})._take_delivery(key)

    def _outcomes(self):
        if not self:
            return []
        events = defaultdict(list)
        self.env["tvshop.feedback.event"].flush_model()
        for waybill_id, *values, amount in self.env.execute_query(
            SQL(
                """SELECT waybill_id, waybill, status, time, COALESCE(reason, ''),
                          COALESCE(signed_by, ''), amount
                     FROM tvshop_feedback_event WHERE waybill_id = ANY(%s)""",
                self.ids,
            )
        ):
            exact = None if amount is None else Decimal(f"{amount:.2f}")
            events[waybill_id].append(Event(*values, exact))
        return [
            Told(waybill, fold(events[waybill.id], waybill._due()))
            for waybill in self
            if events[waybill.id]
        ]

    def _due(self):
        """What the carrier had to collect; None if the order has no say in it."""
        order = self.order_id
        if not order:
            return None
        # An order that goes in several parcels is collected with one of them; which is not told.
        if order.payment_method_kind == "cod":
            is_single = len(order.tvshop_waybill_ids.filtered(lambda w: w.state != "spoilt")) == 1
            return Decimal(f"{order.amount_total:.2f}") if is_single else None
        return Decimal(0)

    def _report_contradictions(self, told):
        vals_list = []
        for waybill, outcome in told:
            codes = list(outcome.contradictions)
            if waybill.state == "spoilt":
                codes = ["spoilt"]
            elif waybill.state != "shipped":
                codes = ["not_shipped"]
            elif outcome.delivered_on and not waybill._is_on_its_way():
                codes.append("order")
            vals_list += [waybill._prepare_contradiction_vals(code) for code in codes]
        if vals_list:
            self.env["tvshop.logistics.exception"]._report(vals_list)

    def _is_on_its_way(self):
        """Delivered is what this order is or can become."""
        return self.order_id.tvshop_state in ("shipped", "delivered", "settled", False)

    def _prepare_contradiction_vals(self, code):
        return {
            "kind": "contradiction",
            "key": f"feedback-{self.id}-{code}",
            "name": contradiction_text(self.env, code, self.name),
            "waybill": self.name,
            "carrier_id": self.carrier_id.id,
            "order_id": self.order_id.id,
            "picking_id": self.picking_id.id,
            "company_id": self.company_id.id,
        }

    def _set_delivery_states(self, told):
        by_state = defaultdict(list)
        for waybill, outcome in told:
            state = DELIVERY_STATES.get(outcome.status, FAILED_STATE)
            if waybill.picking_id.delivery_state != state:
                by_state[state].append(waybill.picking_id.id)
        # The events are the record; a message for each parcel would say it twice.
        pickings = self.env["stock.picking"].with_context(tracking_disable=True)
        for state, ids in by_state.items():
            pickings.browse(ids).delivery_state = state
        for waybill, outcome in told:
            picking = pickings.browse(waybill.picking_id.id)
            if outcome.delivered_on and picking.date_delivered != outcome.delivered_on:
                picking.date_delivered = outcome.delivered_on
