from odoo import api, fields, models
from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG
from odoo.exceptions import UserError
from odoo.tools import SQL

from .tvshop_feedback_format import STATUSES

COLUMNS = (
    "carrier_id, waybill, waybill_id, order_id, status, time, reason, signed_by, amount, import_id"
)


class TvshopFeedbackEvent(models.Model):
    """One thing that a carrier told of a parcel; told again, it stays one."""

    _name = "tvshop.feedback.event"
    _description = "Carrier's Feedback"
    _order = "time DESC, id DESC"
    _rec_name = "waybill"
    _log_access = False

    carrier_id = fields.Many2one("delivery.carrier", required=True, ondelete="restrict")
    waybill = fields.Char("Waybill Number", required=True)
    waybill_id = fields.Many2one("tvshop.waybill", index="btree_not_null", ondelete="restrict")
    order_id = fields.Many2one("sale.order", index="btree_not_null", ondelete="restrict")
    status = fields.Selection(STATUSES, required=True)
    time = fields.Datetime(required=True)
    reason = fields.Char()
    signed_by = fields.Char()
    amount = fields.Float("Amount Collected", digits=(16, 2))
    import_id = fields.Many2one(
        "tvshop.feedback.import", index="btree_not_null", ondelete="restrict"
    )

    _told_once = models.UniqueIndex(
        "(carrier_id, waybill, status, time, COALESCE(amount, -1))",
        "The carrier has told this already.",
    )

    def write(self, vals):
        raise UserError(self.env._("What a carrier told can't be altered."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.context.get(MODULE_UNINSTALL_FLAG):
            raise UserError(self.env._("What a carrier told can't be altered."))

    @api.model
    def _insert(self, rows):
        """Put tuples of COLUMNS on record, in one statement.

        :return: the number of rows that are new, and the ids of their waybills
        """
        if not rows:
            return 0, set()
        new = self.env.execute_query(
            SQL(
                """INSERT INTO tvshop_feedback_event (%s) VALUES %s
                   ON CONFLICT DO NOTHING RETURNING waybill_id""",
                SQL(COLUMNS),
                SQL(", ").join(SQL("%s", row) for row in rows),
            )
        )
        self.invalidate_model()
        return len(new), {waybill_id for (waybill_id,) in new}
