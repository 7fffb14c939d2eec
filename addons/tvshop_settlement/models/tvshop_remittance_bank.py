from odoo import fields, models


class TvshopRemittance(models.Model):
    """What the bank says of a remittance: it is under way until its line is there."""

    _inherit = "tvshop.remittance"

    bank_line_id = fields.Many2one(
        "account.bank.statement.line",
        "On the Bank",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    def _bank_marks(self):
        """`{remittance: numbers}` by which the bank's text may name them: those of the payments."""
        groups = self.env["tvshop.remittance.line"]._read_group(
            [("remittance_id", "in", self.ids)], ["remittance_id", "reference"]
        )
        marks = {remittance: [] for remittance in self}
        for remittance, reference in groups:
            if len(reference or "") >= 4:
                marks[remittance].append(reference)
        return marks

    def _prepare_bank_line(self):
        """Values of the bank's counterpart to what is under way."""
        return {
            "account_id": self.company_id.tvshop_remittance_account_id.id,
            "partner_id": self.carrier_id.tvshop_partner_id.id,
            "name": self.name,
            "balance": -self.net_amount,
            "tvshop_remittance_id": self.id,
        }

    def _reconcile_bank(self):
        """Set off what settlements posted as under way against the bank, whichever came last."""
        open_lines = self.env["account.move.line"].search(
            [
                ("tvshop_remittance_id", "in", self.ids),
                ("parent_state", "=", "posted"),
                ("account_id.reconcile", "=", True),
                ("reconciled", "=", False),
            ]
        )
        plan = [
            lines
            for lines in open_lines.grouped("tvshop_remittance_id").values()
            if {line.balance > 0 for line in lines} == {True, False}
        ]
        if plan:
            self.env["account.move.line"]._reconcile_plan(plan)
