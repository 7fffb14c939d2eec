from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

OPERATORS = {"<": SQL("<"), "<=": SQL("<="), ">": SQL(">"), ">=": SQL(">=")}


class ResPartner(models.Model):
    """What a customer has brought in."""

    _inherit = "res.partner"

    tvshop_contribution_ids = fields.One2many(
        "tvshop.contribution", "partner_id", "Contributions", groups="tvshop_crm.group_agent"
    )
    contribution_total = fields.Monetary(
        "Contribution",
        compute="_compute_contribution_total",
        search="_search_contribution_total",
        currency_field="contribution_currency_id",
        help="What this customer bought from this company and kept.",
    )
    contribution_currency_id = fields.Many2one(
        "res.currency", compute="_compute_contribution_total"
    )

    @api.depends("tvshop_contribution_ids.total")
    @api.depends_context("company")
    def _compute_contribution_total(self):
        # sudo: tvshop.contribution – whoever may see the customer may see how good a one
        accounts = self.env["tvshop.contribution"].sudo()
        company = self.env.company
        totals = {
            account.partner_id.id: account.total
            for account in accounts.search_fetch(
                [("partner_id", "in", self._origin.ids), ("company_id", "=", company.id)],
                ["partner_id", "total"],
            )
        }
        for partner in self:
            partner.contribution_total = totals.get(partner._origin.id, 0)
            partner.contribution_currency_id = company.currency_id

    @api.model
    def _search_contribution_total(self, operator, value):
        if operator not in OPERATORS:
            return NotImplemented
        query = SQL(
            """(SELECT p.id FROM res_partner p
                  LEFT JOIN tvshop_contribution a ON a.partner_id = p.id AND a.company_id = %s
                 WHERE coalesce(a.total, 0) %s %s)""",
            self.env.company.id,
            OPERATORS[operator],
            value,
        )
        self.env["tvshop.contribution"].flush_model(["total", "partner_id", "company_id"])
        return [("id", "in", query)]

    def _contribution_between(self, start, end):
        """`{(partner id, company): amount}` of what was delivered from `start` to `end`.

        :param start, end: dates of each company's own calendar, both included; `start` may be None
        """
        # sudo: sale.order – sums, whoever took the orders
        orders = self.env["sale.order"].sudo()
        sums = {}
        for company in orders.env["res.company"].search([]):
            domain = [("partner_id", "in", self._origin.ids), ("company_id", "=", company.id)]
            domain += [("contribution_at", "<", company._tvshop_midnight(end + timedelta(days=1)))]
            if start:
                domain += [("contribution_at", ">=", company._tvshop_midnight(start))]
            groups = orders._read_group(domain, ["partner_id"], ["contribution:sum"])
            sums |= {(partner.id, company): amount for partner, amount in groups}
        return sums

    def action_view_contribution(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_crm.sale_order_contribution_action"
        )
        return {
            **action,
            "domain": [("partner_id", "=", self.id), ("contribution_at", "!=", False)],
        }
