from collections import defaultdict

from odoo import api, fields, models
from odoo.addons.tvshop_logistics.models.tvshop_contract_mixin import VALID
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..matching.cents import from_cents, to_cents
from ..statements.terms import COMMISSION, Deductions, deduct_rest, first_day

TOTALS = ("gross_total", "amount_total", "commission", "media", "storage", "payable")
# Which column of a line each kind of entry makes.
IN = ("delivered", "received")


class TvshopSupplierStatement(models.Model):
    """What a supplier gets for all that was delivered, or bought, and not settled up to a day."""

    _name = "tvshop.supplier.statement"
    _description = "Supplier Statement"
    _inherit = ["tvshop.document.mixin", "tvshop.period.mixin", "mail.thread"]
    _order = "date_to DESC, id DESC"
    _entered = frozenset({"contract_id", "date_to", "line_ids"})
    _period_of, _period_closed = "contract_id", "billed"
    _period_open = ("computed", "agreed")

    contract_id = fields.Many2one(
        "tvshop.supplier.contract",
        required=True,
        ondelete="restrict",
        domain=[("state", "=", "valid")],
    )
    partner_id = fields.Many2one(related="contract_id.partner_id", string="Supplier", store=True)
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(related="contract_id.kind")
    is_tax_included = fields.Boolean(related="contract_id.is_tax_included")
    date_to = fields.Date(
        "Up To",
        required=True,
        default=lambda self: self.env["tvshop.settlement"]._default_date_to(),
    )
    state = fields.Selection(
        [("draft", "Draft"), ("computed", "Computed"), ("agreed", "Agreed"), ("billed", "Billed")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    line_ids = fields.One2many("tvshop.supplier.statement.line", "statement_id", "Products")
    deduction_ids = fields.One2many(
        "tvshop.supplier.deduction", "statement_id", "Deductions by Period", readonly=True
    )
    entry_ids = fields.One2many(
        "tvshop.supplier.entry", "statement_id", "Deliveries and Returns", readonly=True
    )
    gross_total = fields.Monetary("Sale Less Returns", readonly=True, copy=False)
    amount_total = fields.Monetary("Before Deductions", readonly=True, copy=False)
    commission = fields.Monetary(readonly=True, copy=False)
    media = fields.Monetary("Share of Media", readonly=True, copy=False)
    storage = fields.Monetary(readonly=True, copy=False)
    payable = fields.Monetary(readonly=True, copy=False, tracking=True)
    move_ids = fields.One2many("account.move", "tvshop_statement_id", "Bills", readonly=True)
    previous_id = fields.Many2one(
        "tvshop.supplier.statement", "Statement Before", compute="_compute_previous_id"
    )
    previous_gross_total = fields.Monetary("Sale Before", compute="_compute_previous_id")
    previous_payable = fields.Monetary("Payable Before", compute="_compute_previous_id")

    _one_open = models.UniqueIndex(
        "(contract_id) WHERE state IN ('computed', 'agreed')",
        "Another statement of this contract is open. Bill it, or set it back to draft.",
    )

    # Computes

    @api.depends("contract_id", "date_to", "state")
    def _compute_previous_id(self):
        for statement in self:
            before = self.search(
                [
                    ("contract_id", "=", statement.contract_id.id),
                    ("state", "=", "billed"),
                    ("date_to", "<", statement.date_to),
                ],
                limit=1,
            )
            statement.previous_id = before
            statement.previous_gross_total = before.gross_total
            statement.previous_payable = before.payable

    # CRUD

    def write(self, vals):
        if {"contract_id", "date_to"} & vals.keys():
            self._check_state("draft")
        if "line_ids" in vals and not self.env.su:
            self._check_state("computed")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        self._check_state("draft")

    # Steps

    def action_compute(self):
        """Reckon what is settled by nothing else yet; nothing is billed."""
        statement = self._take("draft", "computed")
        statement._check_contract()
        statement._check_period()
        statement._release()
        statement._work_out(self.env["tvshop.supplier.entry"]._open_sums(statement))
        statement.state = "computed"

    def action_agree(self):
        """The supplier has agreed; what it disputes waits for the next statement."""
        self._check_contract()
        self._put_down()
        statement = self._take("computed")
        disputed = statement.line_ids.filtered("is_disputed")
        statement._release_entries(disputed.product_id)
        statement._work_out(statement._entry_sums(), disputed)
        statement.state = "agreed"

    def action_back_to_draft(self):
        """Take the statement back, of billed ones the last; its bills must be cancelled first."""
        statement = self._take("computed", "agreed", "billed")
        if statement.state == "billed":
            statement._check_last()
        for move in statement.move_ids:
            if move.state != "cancel":
                raise UserError(
                    self.env._("Cancel the bill %s first.", move.name or move.display_name)
                )
        statement._release()
        statement.write({"state": "draft", **dict.fromkeys(TOTALS, 0)})

    def action_view_entries(self):
        """Show each delivery and return that the statement is made of."""
        self._put_down()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_settlement.tvshop_supplier_entry_action"
        )
        return {**action, "domain": [("statement_id", "=", self.id)], "context": {}}

    # Deliveries and returns, for sets of any size

    def _put_down(self):
        """Tie deliveries and returns to what was computed, when somebody first asks for them.

        :raises UserError: if they don't come to what was computed any more
        """
        entries = self.env["tvshop.supplier.entry"]
        mine = [("statement_id", "=", self.id)]
        if self.state != "computed" or entries.search_count(mine, limit=1):
            return
        statement = self._take("computed")
        statement._check_contract()
        # sudo: tvshop.supplier.entry – made by the statement's own steps alone
        entries.sudo()._put_down(statement)
        if not statement._is_sum_of(*statement._sums(statement._entry_sums())):
            raise UserError(
                self.env._(
                    "Deliveries or returns have changed since. Compute %s again.", statement.name
                )
            )

    def _check_contract(self):
        """:raises UserError: while the contract is being changed"""
        if self.contract_id.state != VALID:
            raise UserError(
                self.env._(
                    "Contract %s is open to changes. Make it valid, then compute again.",
                    self.contract_id.name,
                )
            )

    def _is_sum_of(self, lines, bases):
        """Whether these are the lines and the sale by period that the statement has."""
        mine = {line.product_id.id: line for line in self.line_ids}
        return (
            mine.keys() == {line["product_id"] for line in lines}
            and {one.start: to_cents(one.base) for one in self.deduction_ids} == bases
            and all(mine[line["product_id"]]._is_same(line) for line in lines)
        )

    def _entry_sums(self):
        """Rows as those of `_open_sums`, of what is tied to the statement."""
        return [
            (product.id, *sums)
            for product, *sums in self.env["tvshop.supplier.entry"]._read_group(
                [("statement_id", "=", self.id)],
                ["product_id", "kind", f"date:{self.contract_id.period}"],
                ["quantity:sum", "gross:sum", "base:sum", "amount:sum"],
                order="product_id",
            )
        ]

    def _release(self):
        self._release_entries(self.line_ids.product_id)
        self.line_ids.unlink()
        self.deduction_ids.unlink()

    def _release_entries(self, products):
        self.env.cr.execute(
            SQL(
                """DELETE FROM tvshop_supplier_entry
                    WHERE statement_id = %s AND product_id = ANY(%s)""",
                self.id, products.ids,
            )
        )  # fmt: skip
        self.env.invalidate_all()

    # Working out

    def _work_out(self, sums, kept=None):
        """Make the lines and totals; `kept` lines stay as they are."""
        lines, bases = self._sums(sums)
        (self.line_ids - (kept or self.line_ids.browse())).unlink()
        self.env["tvshop.supplier.statement.line"].create(lines)
        amount = sum(to_cents(line["amount"]) for line in lines)
        deducted = self._deduct(bases)
        self.write(
            {
                **dict.fromkeys(TOTALS, 0),
                **{name: from_cents(cents) for name, cents in deducted.items()},
                "gross_total": from_cents(sum(bases.values())),
                "amount_total": from_cents(amount),
                "payable": from_cents(amount - sum(deducted.values())),
            }
        )

    def _deduct(self, bases):
        """Put down what each period still costs; one in which nothing happened costs nothing.

        :return: cents in all, by the name of what is deducted
        """
        contract, names = self.contract_id, Deductions._fields
        others = self.env["tvshop.supplier.deduction"].search(
            [("statement_id.contract_id", "=", contract.id), ("statement_id", "!=", self.id)]
        )
        before = [
            (
                first_day(one.start, contract.period),
                to_cents(one.base),
                Deductions(*(to_cents(one[name]) for name in names)),
            )
            for one in others
        ]
        unit = self.currency_id._tvshop_unit()
        rest = deduct_rest(contract._terms(), bases, before, unit, contract.end)
        self.deduction_ids.unlink()
        self.env["tvshop.supplier.deduction"].create(
            [
                {
                    "statement_id": self.id,
                    "start": start,
                    "base": from_cents(bases[start]),
                    **{name: from_cents(getattr(deducted, name)) for name in names},
                }
                for start, deducted in rest.items()
            ]
        )
        return {name: sum(getattr(one, name) for one in rest.values()) for name in names}

    def _sums(self, sums):
        """Values of a line for each product, and by period the sale in cents that deductions are
        from."""
        prices = {
            line.product_id.id: line.price
            for line in self.contract_id.line_ids
            if self.kind != COMMISSION
        }
        by_product, bases = {}, defaultdict(int)
        for product_id, kind, start, quantity, gross, base, amount in sums:
            vals = by_product.setdefault(product_id, defaultdict(float))
            vals["quantity" if kind in IN else "returned"] += float(quantity)
            vals["gross" if kind in IN else "returned_gross"] += float(gross)
            vals["amount"] = from_cents(to_cents(vals["amount"]) + to_cents(amount))
            bases[start] += to_cents(base)
        return [
            {
                "statement_id": self.id,
                "product_id": product_id,
                "price": prices.get(product_id, 0),
                **vals,
            }
            for product_id, vals in by_product.items()
        ], dict(bases)
