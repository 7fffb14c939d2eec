from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    tvshop_remittance_id = fields.Many2one(
        "tvshop.remittance",
        "Remittance",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="tvshop_crm.group_finance",
    )
