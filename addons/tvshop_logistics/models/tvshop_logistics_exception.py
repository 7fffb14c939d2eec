from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

EDITABLE = {"solution", "message_follower_ids", "activity_ids"}
KINDS = [
    ("no_carrier", "No carrier"),
    ("address", "Address"),
    ("contradiction", "Feedback contradicts"),
    ("unreadable", "Rows unreadable"),
    ("dispatch", "Could not be shipped"),
    ("text_fit", "Text does not fit"),
]


class TvshopLogisticsException(models.Model):
    """What dispatch can't settle by itself, until somebody has."""

    _name = "tvshop.logistics.exception"
    _description = "Logistics Exception"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "state, id DESC"

    name = fields.Char("What Happened", required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True, index=True)
    key = fields.Char(required=True, readonly=True, help="One exception for each key.")
    order_id = fields.Many2one("sale.order", readonly=True, index="btree_not_null")
    partner_id = fields.Many2one(related="order_id.partner_id", string="Customer")
    picking_id = fields.Many2one("stock.picking", readonly=True, index="btree_not_null")
    carrier_id = fields.Many2one("delivery.carrier", readonly=True)
    waybill = fields.Char(readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        [("open", "Open"), ("solved", "Solved")],
        required=True,
        readonly=True,
        default="open",
        tracking=True,
    )
    solution = fields.Char("How Solved", tracking=True)
    solved_by_id = fields.Many2one("res.users", "Solved By", readonly=True)
    solved_on = fields.Datetime(readonly=True)

    _key_uniq = models.UniqueIndex("(key)", "This exception is on the list already.")

    def write(self, vals):
        if not self.env.su and vals.keys() - EDITABLE:
            raise AccessError(self.env._("An exception changes by its own steps only."))
        return super().write(vals)

    @api.model
    def _report(self, vals_list, reopen=False):
        """Put exceptions on the list; one that is known by its key is not told again.

        :param reopen: a solved one is opened again
        :return: the exceptions that are new or open again
        """
        # sudo: tvshop.logistics.exception – told by the system, whoever's step brought it up
        exceptions = self.sudo()
        by_key = {vals["key"]: vals for vals in vals_list}
        known = exceptions.search([("key", "in", list(by_key))])
        again = known.filtered(lambda exception: reopen and exception.state == "solved")
        for exception in again:
            exception.write(
                {"name": by_key[exception.key]["name"], "state": "open", "solution": False}
            )
        told = set(known.mapped("key"))
        return again + exceptions.create([vals for key, vals in by_key.items() if key not in told])

    def action_solve(self):
        self.check_access("write")
        for exception in self:
            if not (exception.solution or "").strip():
                raise UserError(self.env._("Say how it was solved."))
        # sudo: tvshop.logistics.exception – written by its own steps only
        self.sudo()._solve(False)

    def action_reopen(self):
        self.check_access("write")
        # sudo: tvshop.logistics.exception – written by its own steps only
        self.sudo().write({"state": "open", "solved_by_id": False, "solved_on": False})

    def _solve(self, solution):
        for exception in self.filtered(lambda exception: exception.state == "open"):
            exception.write(
                {
                    "state": "solved",
                    "solution": solution or exception.solution,
                    "solved_by_id": self.env.uid,
                    "solved_on": fields.Datetime.now(),
                }
            )

    def action_choose_carrier(self):
        return self.order_id.action_change_carrier()

    def action_sort_again(self):
        self.order_id.action_sort_again()
