from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.sale_order import ORDER_STATES

FIRST_STATES = ("ordered", "exchange")
TARGETS = [(key, label) for key, label in ORDER_STATES if key not in FIRST_STATES]
GROUPS_BY_TARGET = {
    "shipped": ("tvshop_crm.group_warehouse",),
    "delivered": ("tvshop_crm.group_warehouse", "tvshop_crm.group_service"),
    "settled": ("tvshop_crm.group_finance",),
    "returned": ("tvshop_crm.group_service",),
}


class TvshopOrderTransition(models.TransientModel):
    _name = "tvshop.order.transition"
    _description = "Change the State of Orders"

    order_ids = fields.Many2many("sale.order", required=True)
    target = fields.Selection(
        TARGETS,
        "New State",
        required=True,
        compute="_compute_target",
        store=True,
        readonly=False,
        precompute=True,
    )
    reason = fields.Char(required=True)
    possible = fields.Json(
        compute="_compute_possible", help="The states that this user may bring all orders to."
    )

    @api.depends("order_ids")
    def _compute_possible(self):
        for wizard in self:
            wizard.possible = wizard._targets()

    @api.depends("order_ids")
    def _compute_target(self):
        for wizard in self.filtered(lambda wizard: not wizard.target):
            targets = wizard._targets()
            wizard.target = targets[0] if len(targets) == 1 else False

    def _targets(self):
        return [
            target
            for target, _label in TARGETS
            if self._is_allowed(target)
            and all(order._can_become(target) for order in self.order_ids)
        ]

    @api.model
    def _is_allowed(self, target):
        return any(map(self.env.user.has_group, GROUPS_BY_TARGET[target]))

    def action_apply(self):
        self.ensure_one()
        if not self._is_allowed(self.target):
            raise AccessError(self.env._("Another department takes this step."))
        self.order_ids.check_access("read")
        if self.target == "shipped":
            self._check_nothing_to_pick()
        self.order_ids._transition(self.target, self.reason)
        return {"type": "ir.actions.act_window_close"}

    def _check_nothing_to_pick(self):
        # sudo: stock.picking – only whether there is one
        open_pickings = self.order_ids.sudo().picking_ids.filtered(
            lambda picking: (
                picking.picking_type_code == "outgoing" and picking.state not in ("done", "cancel")
            )
        )
        if open_pickings:
            raise UserError(
                self.env._(
                    "Confirm the delivery %s; the order is shipped with it.",
                    open_pickings[0].name,
                )
            )
