from odoo import api, fields, models
from odoo.tools import SQL

from .sale_order_contribution import KEPT_STATES


class TvshopContribution(models.Model):
    """A customer's account with a company: the sum of what his orders have brought in.

    It has a row of its own, so that an agent who edits a customer never waits for a carrier's
    file that is being read.
    """

    _name = "tvshop.contribution"
    _description = "Customer Contribution"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "total DESC, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    grade_id = fields.Many2one(related="partner_id.grade_id", string="Grade")
    total = fields.Monetary(compute="_compute_total", store=True)
    order_count = fields.Integer("Orders Kept", compute="_compute_total", store=True)
    last_at = fields.Datetime("Last Delivered", compute="_compute_total", store=True)
    needs_review = fields.Boolean(
        compute="_compute_total",
        store=True,
        readonly=False,
        help="Something was delivered or came back since the grade was reviewed.",
    )
    difference = fields.Monetary(
        readonly=True, copy=False, help="Last night's recount gave so much more or less."
    )

    _partner_uniq = models.Constraint(
        "UNIQUE (partner_id, company_id)", "This customer has such an account already."
    )
    _review_idx = models.Index("(id) WHERE needs_review")

    @api.depends(
        *("partner_id.sale_order_ids.contribution", "partner_id.sale_order_ids.contribution_at"),
        "partner_id.sale_order_ids.company_id",
    )
    def _compute_total(self):
        groups = self.env["sale.order"]._read_group(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("contribution_at", "!=", False),
            ],
            ["partner_id", "company_id"],
            ["contribution:sum", "__count", "contribution_at:max"],
        )
        sums = {(partner, company): values for partner, company, *values in groups}
        for account in self:
            account.total, account.order_count, account.last_at = sums.get(
                (account.partner_id, account.company_id), (0, 0, False)
            )
            account.needs_review = True

    @api.model
    def _open_for(self, orders):
        """An account for each customer of `orders` who has none; in sets."""
        if not orders:
            return
        self.env.cr.execute(
            SQL(
                """INSERT INTO tvshop_contribution
                     (partner_id, company_id, total, order_count, needs_review, create_date)
                   SELECT DISTINCT partner_id, company_id, 0, 0, true, %s
                     FROM sale_order WHERE id IN %s
                   ON CONFLICT DO NOTHING RETURNING id""",
                self.env.cr.now(),
                tuple(orders.ids),
            )
        )
        made = self.browse(row[0] for row in self.env.cr.fetchall())
        if made:
            orders.partner_id.invalidate_recordset(["tvshop_contribution_ids"])
            self.env.add_to_compute(self._fields["total"], made)

    @api.model
    def _open_missing(self):
        """Accounts for those who ordered before there were any; on each update of the add-on."""
        self.env.flush_all()
        self._open_for(self.env["sale.order"].search([("tvshop_state", "!=", False)]))

    # The recount

    @api.model
    def _recount(self, partners=None):
        """What accounts and orders should be, worked out from lines and events alone.

        :param partners: of whom; of all customers, if None
        :return: `([(partner, company, recounted, kept)], [order])` ids: only what differs
        """
        self.env.flush_all()
        ledger = self._ledger(partners)
        whose = SQL("AND a.partner_id IN %s", tuple(partners.ids)) if partners else SQL()
        self.env.cr.execute(
            SQL(
                """WITH ledger AS (%s), sums AS (
                       SELECT partner_id, company_id, sum(amount) AS total, count(*) AS orders,
                              max(at) AS last_at
                         FROM ledger WHERE at IS NOT NULL GROUP BY 1, 2),
                   accounts AS (SELECT * FROM tvshop_contribution a WHERE true %s)
                   SELECT coalesce(s.partner_id, a.partner_id),
                          coalesce(s.company_id, a.company_id),
                          coalesce(s.total, 0), coalesce(a.total, 0)
                     FROM sums s FULL JOIN accounts a USING (partner_id, company_id)
                    WHERE (coalesce(s.total, 0), coalesce(s.orders, 0), s.last_at)
                          IS DISTINCT FROM (coalesce(a.total, 0), a.order_count, a.last_at)""",
                ledger,
                whose,
            )
        )
        accounts = self.env.cr.fetchall()
        self.env.cr.execute(
            SQL(
                """WITH ledger AS (%s)
                   SELECT id FROM ledger JOIN sale_order o USING (id)
                    WHERE (ledger.amount, ledger.at)
                          IS DISTINCT FROM (coalesce(o.contribution, 0), o.contribution_at)""",
                ledger,
            )
        )
        return accounts, [row[0] for row in self.env.cr.fetchall()]

    @api.model
    def _ledger(self, partners):
        whose = SQL("AND o.partner_id IN %s", tuple(partners.ids)) if partners else SQL()
        return SQL(
            """SELECT o.id, o.partner_id, o.company_id,
                      CASE WHEN o.tvshop_state IN %(kept)s THEN
                          round(coalesce(lines.value, 0) / coalesce(nullif(o.currency_rate, 0), 1),
                                c.decimal_places)
                      ELSE 0 END AS amount,
                      CASE WHEN o.tvshop_state IN %(kept)s THEN events.at END AS at
                 FROM sale_order o
                 JOIN res_company m ON m.id = o.company_id
                 JOIN res_currency c ON c.id = m.currency_id
                 LEFT JOIN LATERAL (
                     SELECT sum(CASE WHEN l.qty_delivered_method = 'stock_move'
                                     THEN l.price_total * l.qty_delivered
                                          / nullif(l.product_uom_qty, 0)
                                     ELSE l.price_total END) AS value
                       FROM sale_order_line l
                      WHERE l.order_id = o.id AND l.display_type IS NULL
                        AND l.is_delivery IS NOT TRUE AND l.is_downpayment IS NOT TRUE
                        AND l.is_tvshop_payment IS NOT TRUE) lines ON true
                 LEFT JOIN LATERAL (
                     SELECT min(e.date) AS at FROM tvshop_order_event e
                      WHERE e.order_id = o.id AND e.to_state = 'delivered') events ON true
                WHERE o.tvshop_state IS NOT NULL %(whose)s""",
            kept=KEPT_STATES,
            whose=whose,
        )
