from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# What each chart of accounts has for it: other receivables, transport or sales expenses, and what
# is neither earned nor spent by trade; what services earn.
ACCOUNTS_BY_CHART = {
    "cn": {
        "tvshop_cod_account_id": "l10n_cn_common_account_1221",
        "tvshop_carrier_fee_account_id": "l10n_cn_account_5601",
        "tvshop_difference_account_id": "l10n_cn_account_5711",
        "tvshop_deduction_account_id": "l10n_cn_account_5051",
    },
    "tw": {
        "tvshop_cod_account_id": "l10n_tw_account_1171",
        "tvshop_carrier_fee_account_id": "l10n_tw_account_6721",
        "tvshop_difference_account_id": "l10n_tw_account_7500",
        "tvshop_deduction_account_id": "l10n_tw_account_4171",
    },
}
CARRIER_ACCOUNTS = (
    "tvshop_cod_account_id",
    "tvshop_carrier_fee_account_id",
    "tvshop_difference_account_id",
    "tvshop_remittance_account_id",
)
SETTLED = {
    "tvshop.settlement": ("posting", "posted"),
    "tvshop.supplier.statement": ("billed",),
}
SUPPLIER_ACCOUNTS = ("tvshop_deduction_account_id",)


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

    tvshop_deduction_account_id = fields.Many2one(
        "account.account",
        "Commission and Deductions",
        ondelete="restrict",
        help="What suppliers' statements deduct: commission, share of media, storage.",
    )
    tvshop_return_share = fields.Float(
        "Returns Borne by Suppliers %",
        default=100.0,
        help="For new contracts. 100: returns are deducted; 0: the company bears them.",
    )
    tvshop_cod_return_method = fields.Selection(
        [
            ("refund", "The company refunds the customer"),
            ("carrier", "The carrier pays the customer back and deducts it"),
        ],
        "Cash on Delivery of Goods Posted Back",
        default="refund",
        required=True,
        help="What is refused at the door is not owed by the carrier in either case.",
    )
    tvshop_return_method = fields.Selection(
        [("next", "Deducted from the next bill"), ("credit", "A credit note of its own")],
        "Returns After the Bill",
        default="next",
        required=True,
    )

    _tvshop_tolerance_positive = models.Constraint(
        "CHECK (tvshop_settlement_tolerance >= 0)", "A tolerance can't be negative."
    )

    _tvshop_return_share = models.Constraint(
        "CHECK (tvshop_return_share BETWEEN 0 AND 100)", "A share is from 0 to 100 per cent."
    )

    @api.constrains("tvshop_settlement_journal_id")
    def _check_settlement_journal(self):
        """What is posted can't be changed only in a journal that secures its entries."""
        for journal in self.tvshop_settlement_journal_id:
            if not journal.restrict_mode_hash_table:
                raise ValidationError(
                    self.env._(
                        "Choose a settlement journal with secured entries: %s has none.",
                        journal.display_name,
                    )
                )

    def write(self, vals):
        if "tvshop_settle_from" in vals:
            day = fields.Date.to_date(vals["tvshop_settle_from"])
            self.filtered(lambda one: one.tvshop_settle_from != day)._check_nothing_settled()
        return super().write(vals)

    def _check_nothing_settled(self):
        """:raises UserError: once a settlement is posted, or a supplier's statement is billed"""
        for model, states in SETTLED.items():
            # sudo: settlements and statements – whether there is one, for whoever may set it up
            found = (
                self.env[model]
                .sudo()
                .search([("company_id", "in", self.ids), ("state", "in", states)], limit=1)
            )
            if found:
                raise UserError(
                    self.env._(
                        "Settlement has begun with %s; its first day can't be changed any more.",
                        found.name,
                    )
                )

    def _prepare_for_settlement(self, accounts=CARRIER_ACCOUNTS):
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
        # What is under way is set off against the bank's lines.
        self.tvshop_remittance_account_id.filtered(lambda one: not one.reconcile).reconcile = True
        for field in accounts:
            if not self[field]:
                label = self._fields[field]._description_string(self.env)
                raise UserError(
                    self.env._("Choose the account “%s” in the settings of TV Shopping.", label)
                )

    def _self_billing_journal(self):
        """Where bills go that the company writes for its suppliers; made when first needed."""
        journals = self.env["account.journal"]
        domain = [
            ("company_id", "=", self.id),
            ("type", "=", "purchase"),
            ("is_self_billing", "=", True),
        ]
        return journals.search(domain, limit=1) or journals.create(
            {
                "name": self.env._("Self-Billing"),
                "code": "TVSB",
                "type": "purchase",
                "company_id": self.id,
                "is_self_billing": True,
                "show_on_dashboard": False,
            }
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
