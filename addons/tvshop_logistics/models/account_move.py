from odoo import fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    is_tvshop_made = fields.Boolean(
        "Made by a Step",
        readonly=True,
        copy=False,
        help="Of a return, a price adjustment or a statement. Once it is cancelled it stays so, as"
        " its step makes another one.",
    )

    def write(self, vals):
        if "is_tvshop_made" in vals or vals.get("state") in ("draft", "posted"):
            for move in self.filtered(lambda one: one.is_tvshop_made):
                if "is_tvshop_made" in vals or move.state == "cancel":
                    raise UserError(
                        self.env._(
                            "%s was cancelled for good. Make another one where it was made.",
                            move.display_name,
                        )
                    )
        return super().write(vals)
