from odoo import api, fields, models
from odoo.addons.tvshop_logistics.models.tvshop_contract_mixin import VALID
from odoo.exceptions import ValidationError

from ..matching.cents import to_cents
from ..statements.terms import COMMISSION, CONSIGNMENT, MONTH, PURCHASE, QUARTER, Terms

KINDS = [(PURCHASE, "Purchase"), (CONSIGNMENT, "Consignment"), (COMMISSION, "Commission")]


class TvshopSupplierContract(models.Model):
    """What a supplier gets for what was received, or delivered to customers."""

    _name = "tvshop.supplier.contract"
    _description = "Supplier Contract"
    _inherit = ["tvshop.contract.mixin"]
    _order = "partner_id, start DESC, id"
    _lasting = frozenset({"end", "note", "is_self_billed"})

    partner_id = fields.Many2one(
        "res.partner",
        "Supplier",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("is_tvshop_customer", "=", False)],
    )
    kind = fields.Selection(
        KINDS,
        required=True,
        default=CONSIGNMENT,
        tracking=True,
        help="Purchase: a price for each piece received. Consignment: a price for each piece"
        " delivered to a customer. Commission: what the customers were asked, less a share.",
    )
    line_ids = fields.One2many(
        "tvshop.supplier.contract.line", "contract_id", "Products", copy=True
    )
    tier_ids = fields.One2many("tvshop.supplier.tier", "contract_id", "Commission", copy=True)
    share_ids = fields.One2many(
        "tvshop.supplier.return.share", "contract_id", "Returns by Reason", copy=True
    )
    period = fields.Selection(
        [(MONTH, "Month"), (QUARTER, "Quarter")],
        required=True,
        default=MONTH,
        tracking=True,
        help="The commission is by the sale of a period, and storage is for one, however many"
        " statements settle it.",
    )
    minimum = fields.Monetary("Commission at Least", help="For each period.", tracking=True)
    return_share = fields.Float(
        "Returns Borne by the Supplier %",
        default=lambda self: self.env.company.tvshop_return_share,
        help="100: returns are deducted; 0: the company bears them. Single reasons may differ.",
        tracking=True,
    )
    media_share = fields.Float(
        "Share of Media %", help="Of the period's sale, less returns.", tracking=True
    )
    storage = fields.Monetary(help="For each period.", tracking=True)
    is_self_billed = fields.Boolean(
        "Self-Billing", help="The company writes the supplier's bills, with numbers of its own."
    )
    is_tax_included = fields.Boolean(
        "Prices With Tax",
        default=True,
        tracking=True,
        help="The bill comes to what the statement says. Otherwise the taxes come on top.",
    )

    _shares = models.Constraint(
        "CHECK (return_share BETWEEN 0 AND 100 AND media_share BETWEEN 0 AND 100"
        " AND minimum >= 0 AND storage >= 0)",
        "Shares are from 0 to 100, and amounts can't be negative.",
    )

    @api.constrains("state", "start", "end", "line_ids", "company_id", "kind", "partner_id")
    def _check_one_for_each_product(self):
        """A delivery is settled by one contract; the same goods may be bought from several
        suppliers, but not from the one who is paid for their deliveries."""
        valid = self.filtered(lambda contract: contract.state == "valid")
        others = self.search(
            [
                ("state", "=", "valid"),
                ("company_id", "in", valid.company_id.ids),
                ("line_ids.product_id", "in", valid.line_ids.product_id.ids),
            ]
        )
        for contract in valid:
            for other in others - contract:
                shared = contract.line_ids.product_id & other.line_ids.product_id
                if shared and contract._excludes(other):
                    raise ValidationError(
                        self.env._(
                            "%(product)s is in contract %(contract)s in the same time.",
                            product=shared[0].display_name,
                            contract=other.name,
                        )
                    )

    def write(self, vals):
        result = super().write(vals)
        if {"state", "end"} & vals.keys():
            self._keep_costs()
        return result

    def _keep_costs(self):
        """Put down what goods cost by the valid ones; one that is opened keeps what it had."""
        # sudo: tvshop.supplier.cost – follows from the contract, whoever may change it
        valid = self.sudo().filtered(lambda contract: contract.state == VALID)
        costs = self.env["tvshop.supplier.cost"].sudo()
        costs.search([("contract_id", "in", valid.ids)]).unlink()
        costs.create(
            [contract._prepare_cost(line) for contract in valid for line in contract.line_ids]
        )

    def _prepare_cost(self, line):
        net = self._net_share(self._purchase_taxes(line.product_id))
        return {
            "contract_id": self.id,
            "product_id": line.product_id.id,
            "kind": self.kind,
            "start": self.start,
            "end": self.end,
            "price": line.price * net,
            "net": net,
            "deducted_net": self._net_share(self._deduction_taxes()),
            "percent": self.tier_ids.sorted("start")[:1].percent,
            "media_share": 0 if self.kind == PURCHASE else self.media_share,
        }

    # Taxes

    def _purchase_taxes(self, product):
        company = self.company_id
        taxes = product.supplier_taxes_id._filter_taxes_by_company(company)
        return self._map_taxes(taxes or company.account_purchase_tax_id)

    def _deduction_taxes(self):
        taxes = self.company_id.tvshop_deduction_account_id.tax_ids
        return self._map_taxes(taxes.filtered(lambda tax: tax.type_tax_use == "purchase"))

    def _map_taxes(self, taxes):
        positions = self.env["account.fiscal.position"].with_company(self.company_id)
        return positions._get_fiscal_position(self.partner_id).map_tax(taxes)

    def _net_share(self, taxes):
        """Which part of an amount of the contract is left without these taxes, of 1."""
        if not taxes or not self.is_tax_included:
            return 1.0
        whole = 10**8
        totals = taxes.with_context(force_price_include=True).compute_all(whole, self.currency_id)
        return totals["total_excluded"] / whole

    # Buttons

    def _check_complete(self):
        if not self.line_ids:
            raise ValidationError(self.env._("Enter the products of contract %s.", self.name))
        if self.kind == COMMISSION and not self.tier_ids:
            raise ValidationError(self.env._("Enter the commission of contract %s.", self.name))

    def action_view_statements(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_settlement.tvshop_supplier_statement_action"
        )
        context = {"default_contract_id": self.id}
        return {**action, "domain": [("contract_id", "=", self.id)], "context": context}

    def _excludes(self, other):
        is_bought = PURCHASE in (self.kind, other.kind)
        suppliers = self.partner_id.commercial_partner_id, other.partner_id.commercial_partner_id
        return (
            self._overlaps(other)
            and self.company_id == other.company_id
            and (not is_bought or suppliers[0] == suppliers[1])
        )

    def _terms(self):
        """What the pure code needs; what the kind has no use for counts for nothing."""
        if self.kind == PURCHASE:
            return Terms()
        is_commission = self.kind == COMMISSION
        return Terms(
            tuple((to_cents(tier.start), tier.percent) for tier in self.tier_ids)
            if is_commission
            else (),
            to_cents(self.minimum) if is_commission else 0,
            self.media_share,
            to_cents(self.storage),
        )
