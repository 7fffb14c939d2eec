from odoo import api, fields, models
from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG
from odoo.exceptions import UserError

from .sale_order import ORDER_STATES


class TvshopOrderEvent(models.Model):
    _name = "tvshop.order.event"
    _description = "Order State Change"
    _order = "date DESC, id DESC"
    _rec_name = "to_state"
    _log_access = False

    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade")
    from_state = fields.Selection(ORDER_STATES)
    to_state = fields.Selection(ORDER_STATES, required=True)
    user_id = fields.Many2one("res.users", required=True, ondelete="restrict")
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    reason = fields.Char()
    key = fields.Char(
        help="What the change came from, such as a delivery; it counts once per order."
    )

    _key_uniq = models.UniqueIndex(
        "(order_id, key) WHERE key IS NOT NULL", "This change is on record already."
    )

    def write(self, vals):
        raise UserError(self.env._("The record of state changes can't be altered."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.context.get(MODULE_UNINSTALL_FLAG):
            raise UserError(self.env._("The record of state changes can't be altered."))
