import logging

from odoo import api, models
from odoo.exceptions import ConcurrencyError, UserError

_logger = logging.getLogger(__name__)

# A shipped order goes back to where it began only if a supervisor says that it never left.
ALLOWED_SOURCES = {
    "ordered": (False, "shipped"),
    # An order that replaces exchanged goods begins here; from then on it is like any other.
    "exchange": (False, "shipped"),
    "shipped": ("ordered", "exchange"),
    "delivered": ("shipped",),
    "settled": ("delivered",),
    "returned": ("shipped", "delivered", "settled"),
}
FIRST_STATES = ("ordered", "exchange")
LOCKED_STATES = ("shipped", "delivered", "settled", "returned")
# What the life of a shipped order still brings about, and no customer or parcel depends on.
FREE_FIELDS = {"access_token", "tag_ids", "invoice_status", "delivery_status"}
FREE_PREFIXES = ("activity_", "message_", "my_activity_", "website_message_")


class SaleOrder(models.Model):
    """The one door through which an order changes its state, and what each state forbids."""

    _inherit = "sale.order"

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("tvshop_state"):
                self._refuse_state_write()
            # A default from the context would be another way around the door.
            vals["tvshop_state"] = False
        return super().create(vals_list)

    def write(self, vals):
        if "tvshop_state" in vals:
            self._refuse_state_write()
        if not all(self._is_free_field(name) for name in vals):
            self._check_content_open()
        return super().write(vals)

    def unlink(self):
        self._check_content_open()
        return super().unlink()

    @api.model
    def _is_free_field(self, name):
        return name in FREE_FIELDS or name.startswith(FREE_PREFIXES)

    @api.model
    def _refuse_state_write(self):
        raise UserError(self.env._("An order's state changes by its own steps only."))

    def _check_content_open(self):
        """Refuse to change orders whose content is fixed.

        Nobody changes one that has left the house. One that is to be sent again is changed by
        service only.
        """
        if self.env.su:
            return
        is_service = self.env.user.has_group("tvshop_crm.group_service")
        closed = LOCKED_STATES if is_service else (*LOCKED_STATES, "exchange")
        # sudo: sale.order – the state counts also for those who can't read the order
        for order in self.sudo().filtered(lambda order: order.tvshop_state in closed):
            raise UserError(
                self.env._(
                    "Order %(order)s is %(state)s and can't be changed any more.",
                    order=order.name,
                    state=order._desktop_label("tvshop_state"),
                )
            )

    # The door

    def _transition(self, target, reason="", key=False):
        """Bring orders to the state `target` and put on record who did it, when and why.

        :param key: what the change comes from, if it may be told twice; a key that an order
            has seen already, like a target it is in already, changes nothing. Orders with a key
            each: a dictionary by order id.
        :return: the orders that moved
        :raises UserError: from a state that `target` can't follow; then no order moves
        """
        if target not in ALLOWED_SOURCES:
            raise UserError(self.env._("There is no order state “%s”.", target))
        # sudo: sale.order – the callers decide who may, the door decides what is possible
        orders = self.sudo()
        orders._lock_for_transition()
        keys = key if isinstance(key, dict) else dict.fromkeys(orders.ids, key)
        moving = orders - orders._already_done(target, keys)
        for order in moving:
            if not order._can_become(target):
                order._refuse_transition(target)
        moving._record_events(target, reason, keys)
        super(SaleOrder, moving).write({"tvshop_state": target, "is_tvshop": True})
        moving._after_transition(target)
        return moving.with_env(self.env)

    def _lock_for_transition(self):
        """Two requests don't take steps of one order at once: the second is tried again later."""
        if len(self.try_lock_for_update(allow_referencing=True)) < len(self):
            raise ConcurrencyError(self.env._("Somebody else is changing this order right now."))

    def _already_done(self, target, keys):
        done = self.filtered(lambda order: order.tvshop_state == target)
        if told := {key for key in keys.values() if key}:
            events = self.env["tvshop.order.event"].search(
                [("order_id", "in", self.ids), ("key", "in", list(told))]
            )
            done |= events.filtered(lambda event: event.key == keys[event.order_id.id]).order_id
        for order in done:
            _logger.info(
                "Order %s: %s (%s) is done already", order.name, target, keys[order.id] or "no key"
            )
        return done

    def _can_become(self, target):
        is_confirmed = self.state == "sale" or target == "ordered"
        return (
            is_confirmed
            and self.tvshop_state in self._allowed_sources(target)
            and (target not in FIRST_STATES or not self.tvshop_state or self._may_take_back())
        )

    def _allowed_sources(self, target):
        """Hook: the states from which this order may come to `target`."""
        return ALLOWED_SOURCES[target]

    @api.model
    def _may_take_back(self):
        """Whether the user may say that a shipped order never left the house."""
        return self.env.user.has_group("tvshop_crm.group_supervisor")

    def _refuse_transition(self, target):
        labels = dict(self._fields["tvshop_state"]._description_selection(self.env))
        if self.state == "cancel":
            raise UserError(self.env._("Order %s is cancelled.", self.name))
        raise UserError(
            self.env._(
                "Order %(order)s can't become %(target)s: it is %(state)s.",
                order=self.name,
                target=labels[target],
                state=labels.get(self.tvshop_state) or self.env._("not ordered yet"),
            )
        )

    def _record_events(self, target, reason, keys):
        self.env["tvshop.order.event"].create(
            [
                {
                    "order_id": order.id,
                    "from_state": order.tvshop_state,
                    "to_state": target,
                    "user_id": self.env.uid,
                    "reason": reason,
                    "key": keys[order.id],
                }
                for order in self
            ]
        )

    def _after_transition(self, target):
        """Hook: the (sudoed) orders have just reached `target`."""
        # Odoo's own screens show a locked order as one that can't be changed.
        self.locked = target in LOCKED_STATES
        if target in FIRST_STATES:
            self.env["tvshop.contribution"]._open_for(self)
        if target == "shipped":
            for order in self:
                order.shipped_to = order.partner_shipping_id._desktop_address()["text"]
        if target == "ordered":
            self.partner_id.filtered(
                lambda partner: partner.lifecycle_stage in ("prospect", "target", "intent")
            ).lifecycle_stage = "closed"

    def action_tvshop_step(self):
        """Open the window in which the next state is chosen."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_crm.tvshop_order_transition_action"
        )
        return {**action, "context": {"default_order_ids": self.ids}}
