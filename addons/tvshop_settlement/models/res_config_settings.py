from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    tvshop_settle_from = fields.Date(related="company_id.tvshop_settle_from", readonly=False)
    tvshop_settlement_tolerance = fields.Monetary(
        related="company_id.tvshop_settlement_tolerance", readonly=False
    )
    tvshop_settlement_journal_id = fields.Many2one(
        related="company_id.tvshop_settlement_journal_id", readonly=False
    )
    tvshop_cod_account_id = fields.Many2one(
        related="company_id.tvshop_cod_account_id", readonly=False
    )
    tvshop_carrier_fee_account_id = fields.Many2one(
        related="company_id.tvshop_carrier_fee_account_id", readonly=False
    )
    tvshop_remittance_account_id = fields.Many2one(
        related="company_id.tvshop_remittance_account_id", readonly=False
    )
    tvshop_difference_account_id = fields.Many2one(
        related="company_id.tvshop_difference_account_id", readonly=False
    )
    tvshop_deduction_account_id = fields.Many2one(
        related="company_id.tvshop_deduction_account_id", readonly=False
    )
    tvshop_return_share = fields.Float(related="company_id.tvshop_return_share", readonly=False)
    tvshop_cod_return_method = fields.Selection(
        related="company_id.tvshop_cod_return_method", readonly=False
    )
    tvshop_return_method = fields.Selection(
        related="company_id.tvshop_return_method", readonly=False
    )
