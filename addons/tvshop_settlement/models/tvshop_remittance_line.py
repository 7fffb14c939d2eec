from odoo import api, fields, models
from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..matching.cents import to_cents
from ..matching.match import Line
from .tvshop_parcel_due import POSTED

COLUMNS = (
    "remittance_id, carrier_id, company_id, row, waybill, date, reference, amount, fee, has_fee"
)
TOLD = set(COLUMNS.split(", "))


class TvshopRemittanceLine(models.Model):
    """One payment that a carrier told of; told again, it stays one."""

    _name = "tvshop.remittance.line"
    _description = "Remittance Line"
    _order = "date DESC, id DESC"
    _rec_name = "waybill"
    _log_access = False

    remittance_id = fields.Many2one(
        "tvshop.remittance", required=True, readonly=True, index=True, ondelete="restrict"
    )
    carrier_id = fields.Many2one(
        "delivery.carrier", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    row = fields.Integer("Line", readonly=True, aggregator=None)
    waybill = fields.Char("Waybill Number", required=True, readonly=True, index="trigram")
    date = fields.Date("Paid On", required=True, readonly=True)
    reference = fields.Char("Payment", readonly=True)
    amount = fields.Monetary(readonly=True)
    fee = fields.Monetary("Fee Kept", readonly=True)
    has_fee = fields.Boolean("Fee Told", readonly=True)
    net_amount = fields.Monetary("Paid", compute="_compute_net_amount", store=True)
    due_ids = fields.Many2many(
        "tvshop.parcel.due", "tvshop_remittance_line_due_rel", "line_id", "due_id", "Parcels",
        readonly=True,
    )  # fmt: skip
    corrected = fields.Char(
        "Corrected Number", readonly=True, help="The number that the carrier meant."
    )
    write_off_note = fields.Char(
        "Written Off Because", readonly=True, help="No parcel is looked for any more."
    )
    closing_ids = fields.One2many("tvshop.due.closing", "line_id", "Closed By", readonly=True)
    settlement_id = fields.Many2one(
        "tvshop.settlement", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    is_posted = fields.Boolean("Posted", readonly=True)
    move_id = fields.Many2one(
        "account.move", "Entry", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    _told_once = models.UniqueIndex(
        "(carrier_id, company_id, waybill, date, reference, amount, fee, has_fee)",
        "The carrier has told this already.",
    )

    @api.depends("amount", "fee")
    def _compute_net_amount(self):
        for line in self:
            line.net_amount = line.amount - line.fee

    def write(self, vals):
        if TOLD & vals.keys():
            raise UserError(self.env._("What a carrier told can't be altered."))
        if POSTED & vals.keys():
            for line in self.filtered(lambda line: line.is_posted):
                if line.settlement_id._is_closed():
                    raise UserError(
                        self.env._(
                            "Payment %(payment)s is posted in %(settlement)s. Reverse that first.",
                            payment=line.waybill,
                            settlement=line.settlement_id.name,
                        )
                    )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.context.get(MODULE_UNINSTALL_FLAG):
            raise UserError(self.env._("What a carrier told can't be altered."))

    @api.model
    def _insert(self, rows):
        """Put tuples of COLUMNS on record, in one statement; return how many are new."""
        if not rows:
            return 0
        new = self.env.execute_query(
            SQL(
                """INSERT INTO tvshop_remittance_line (%s, net_amount)
                   SELECT told.*, told.amount - told.fee FROM (VALUES %s) AS told (%s)
                   ON CONFLICT DO NOTHING RETURNING id""",
                SQL(COLUMNS),
                SQL(", ").join(SQL("%s", row) for row in rows),
                SQL(COLUMNS),
            )
        )
        self.invalidate_model()
        return len(new)

    def _waybills(self):
        return (self.corrected or self.waybill).split()

    def _line(self):
        """What matching takes."""
        fee = to_cents(self.fee) if self.has_fee else None
        key = (self.waybill, self.date, self.reference or "", self.id)
        return Line(tuple(self._waybills()), to_cents(self.amount), fee, key)

    def action_view_dues(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_settlement.tvshop_parcel_due_action"
        )
        return {**action, "domain": [("line_ids", "in", self.ids)], "context": {}}
