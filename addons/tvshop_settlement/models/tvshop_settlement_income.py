from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .tvshop_settlement_post import BATCH

# Orders whose income is not in the books as it should be: `(order id, what they brought)`. What
# came back and was not paid for is not owed: what their carrier doesn't owe for it any more, else
# its price. What was paid for has a credit note of its own, also if it was refused at the door. An
# invoice has the income in it. OFFSET 0: an order's invoices are looked up for it.
WRONG = """
WITH found AS MATERIALIZED (
    SELECT o.id, FALSE AS is_booked
      FROM sale_order o
     WHERE o.company_id = %(company)s AND o.state = 'sale' AND o.invoice_wanted IS NOT TRUE
       AND o.tvshop_income_move_id IS NULL AND o.amount_total > 0
       AND o.tvshop_state IN ('delivered', 'settled', 'returned')
       AND TSRANGE(%(since)s, %(until)s) @> COALESCE(
               (SELECT MIN(date) FROM tvshop_order_event
                 WHERE order_id = o.id AND to_state = 'delivered'),
               (SELECT MIN(booked_on) FROM tvshop_return
                 WHERE order_id = o.id AND state = 'done' AND is_paid))
       AND NOT EXISTS (SELECT FROM sale_order_line s
                         JOIN sale_order_line_invoice_rel r ON r.order_line_id = s.id
                         JOIN account_move_line l ON l.id = r.invoice_line_id
                         JOIN account_move i ON i.id = l.move_id
                        WHERE s.order_id = o.id AND i.move_type = 'out_invoice'
                          AND i.state != 'cancel'
                       OFFSET 0)
     UNION ALL
    SELECT DISTINCT o.id, TRUE
      FROM tvshop_return r
      JOIN sale_order o ON o.id = r.order_id
     WHERE r.company_id = %(company)s AND r.state = 'done' AND r.is_paid IS NOT TRUE
       AND o.tvshop_income_move_id IS NOT NULL)
SELECT f.id, b.amount
  FROM found f
  JOIN sale_order o ON o.id = f.id
  JOIN LATERAL (SELECT SUM(r.goods_value - COALESCE(r.price_reduction, 0))
                           FILTER (WHERE r.is_paid IS NOT TRUE) AS unpaid,
                       BOOL_OR(r.is_paid) AS paid
                  FROM tvshop_return r WHERE r.order_id = o.id AND r.state = 'done') g ON TRUE
  JOIN LATERAL (SELECT SUM(r.cod_amount) * COALESCE(NULLIF(o.currency_rate, 0), 1) AS amount
                  FROM tvshop_parcel_due d JOIN tvshop_due_return r ON r.due_id = d.id
                 WHERE d.order_id = o.id) c ON TRUE
  JOIN res_currency m ON m.id = o.currency_id
  JOIN LATERAL (SELECT ROUND(CASE WHEN g.unpaid IS NULL THEN o.amount_total
                                  WHEN o.tvshop_state = 'returned' AND g.paid IS NOT TRUE
                                   AND c.amount IS NULL THEN 0
                                  ELSE GREATEST(0, o.amount_total - COALESCE(c.amount, g.unpaid))
                             END, m.decimal_places) AS amount) b
    ON ABS(b.amount - COALESCE(o.tvshop_income_amount, 0)) >= 0.005
 ORDER BY f.id
 LIMIT %(limit)s
"""


class TvshopSettlement(models.Model):
    """Income of what was delivered and nobody wants an invoice for, booked when finance says so."""

    _inherit = "tvshop.settlement"

    is_income_booked = fields.Boolean("Income Booked", readonly=True, copy=False)

    def action_book_income(self):
        """Book what was delivered by the settlement's last day without an invoice, each once."""
        run = self._take("posted")
        found = len(run._wrong_income(BATCH + 1))
        if not found:
            raise UserError(
                self.env._(
                    "The income of all that was delivered without an invoice by %s is booked.",
                    run.date_to,
                )
            )
        run.write({"is_income_booked": True, "state": "posting"})
        run._begin(found)

    def _wrong_income(self, limit):
        self.env.flush_all()
        company = self.company_id
        midnight, since = company._tvshop_midnight, company.tvshop_settle_from
        rows = self.env.execute_query(
            SQL(
                WRONG,
                company=company.id,
                since=midnight(since) if since else None,
                until=midnight(fields.Date.add(self.date_to, days=1)),
                limit=limit,
            )
        )
        orders = self.env["sale.order"]
        return {orders.browse(order_id): amount for order_id, amount in rows}

    def _book_income(self):
        """Book the next batch.

        :return: whether there was one
        """
        amounts = self._wrong_income(BATCH)
        orders = self.env["sale.order"].union(*amounts)
        orders.filtered("tvshop_income_move_id")._take_back_income(self.date_to)
        if kept := orders.filtered(lambda order: amounts[order]):
            kept._enter_income(amounts, self.date_to, self)
        return bool(orders)

    def _take_back_all_income(self):
        moves = self.move_ids.filtered("is_tvshop_income")
        orders = self.env["sale.order"].search([("tvshop_income_move_id", "in", moves.ids)])
        orders._take_back_income(self.date_to)
