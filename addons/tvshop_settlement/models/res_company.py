from odoo import fields, models
from odoo.exceptions import UserError

# What each chart of accounts has for it: other receivables, transport or sales expenses, and what
# is neither earned nor spent by trade.
ACCOUNTS_BY_CHART = {
    "cn": {
        "tvshop_cod_account_id": "l10n_cn_common_account_1221",
        "tvshop_carrier_fee_account_id": "l10n_cn_account_5601",
        "tvshop_difference_account_id": "l10n_cn_account_5711",
    },
    "tw": {
        "tvshop_cod_account_id": "l10n_tw_account_1171",
        "tvshop_carrier_fee_account_id": "l10n_tw_account_6721",
        "tvshop_difference_account_id": "l10n_tw_account_7500",
    },
}
ACCOUNTS = (
    "tvshop_cod_account_id",
    "tvshop_carrier_fee_account_id",
    "tvshop_difference_account_id",
    "tvshop_remittance_account_id",
)


class ResCompany(models.Model):
    _inherit = "res.company"

    tvshop_settle_from = fields.Date(
        "Settlement Begins",
        required=True,
        default=fields.Date.context_today,
        help="Parcels delivered before are in other books and are not settled here.",
    )
    tvshop_settlement_tolerance = fields.Monetary(
        "Differences Up To", help="Are written off for each parcel without being looked at."
    )
    tvshop_settlement_journal_id = fields.Many2one(
        "account.journal",
        "Settlement Journal",
        domain=[("type", "=", "general")],
        ondelete="restrict",
        help="Made when first needed, with secured entries: what is posted can be reversed only.",
    )
    tvshop_cod_account_id = fields.Many2one(
        "account.account",
        "Carriers' Cash on Delivery",
        ondelete="restrict",
        help="What carriers have collected, less their fees, and not remitted yet.",
    )
    tvshop_carrier_fee_account_id = fields.Many2one(
        "account.account", "Carriers' Fees", ondelete="restrict"
    )
    tvshop_remittance_account_id = fields.Many2one(
        "account.account",
        "Remittances Under Way",
        ondelete="restrict",
        help="Paid according to the carrier, until the bank statement says so.",
    )
    tvshop_difference_account_id = fields.Many2one(
        "account.account", "Settlement Differences", ondelete="restrict"
    )

    _tvshop_tolerance_positive = models.Constraint(
        "CHECK (tvshop_settlement_tolerance >= 0)", "A tolerance can't be negative."
    )

    def _prepare_for_settlement(self):
        """Fill in what was not chosen from the chart of accounts.

        :raises UserError: naming what has to be chosen by hand
        """
        self.ensure_one()
        chart = self.env["account.chart.template"].with_company(self)
        known = ACCOUNTS_BY_CHART.get(self.chart_template, {})
        vals = {
            field: account.id
            for field, xmlid in known.items()
            if not self[field] and (account := chart.ref(xmlid, raise_if_not_found=False))
        }
        if not self.tvshop_remittance_account_id and self.transfer_account_id:
            vals["tvshop_remittance_account_id"] = self.transfer_account_id.id
        if not self.tvshop_settlement_journal_id:
            vals["tvshop_settlement_journal_id"] = self._make_settlement_journal().id
        self.write(vals)
        for field in ACCOUNTS:
            if not self[field]:
                label = self._fields[field]._description_string(self.env)
                raise UserError(
                    self.env._("Choose the account “%s” in the settings of TV Shopping.", label)
                )

    def _make_settlement_journal(self):
        return self.env["account.journal"].create(
            {
                "name": self.env._("Settlement"),
                "code": "TVS",
                "type": "general",
                "company_id": self.id,
                "restrict_mode_hash_table": True,
                "show_on_dashboard": False,
            }
        )
