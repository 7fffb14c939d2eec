from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..statements.terms import PURCHASE
from .tvshop_supplier_return_share import REASONS

# What a contract gives for what happened to its goods up to a day and is in no statement yet, as
# rows of COLUMNS. Quantities are in the product's own unit, money in the company's currency.
COLUMNS = """product_id, order_line_id, return_line_id, purchase_line_id, move_id, date, kind,
             reason, quantity, gross, base, amount"""
# What a dispatch taken back had sent doesn't count; of orders without deliveries in stock, what was
# ordered does. Parts of a delivery that come back one by one add up to it, to the cent.
# OFFSET 0: a line's quantities are reckoned once, not wherever they are named.
SOLD = """
WITH lines AS (
    SELECT l.id, l.product_id, c.kind, p.price, e.date,
           l.price_total / COALESCE(NULLIF(o.currency_rate, 0), 1) AS value,
           CASE WHEN asked.id = own.id THEN l.product_uom_qty
                ELSE l.product_uom_qty * asked.factor / own.factor END AS asked,
           SUM(CASE WHEN m.state != 'done' THEN 0
                    WHEN u.id = own.id THEN m.quantity
                    ELSE m.quantity * u.factor / own.factor END
               * CASE WHEN place.usage = 'customer' THEN 1
                      WHEN EXISTS (SELECT FROM tvshop_return WHERE receipt_id = m.picking_id)
                      THEN 0 ELSE -1 END) AS sent
      FROM tvshop_supplier_contract c
      JOIN tvshop_supplier_contract_line p ON p.contract_id = c.id
      JOIN product_product v ON v.id = p.product_id
      JOIN product_template t ON t.id = v.product_tmpl_id
      JOIN uom_uom own ON own.id = t.uom_id
      JOIN sale_order_line l ON l.product_id = p.product_id AND l.product_uom_qty > 0
      JOIN uom_uom asked ON asked.id = l.product_uom_id
      JOIN sale_order o ON o.id = l.order_id AND o.company_id = c.company_id
       AND o.tvshop_state IN ('delivered', 'settled', 'returned')
      JOIN tvshop_order_event e ON e.order_id = o.id AND e.to_state = 'delivered'
       AND e.date >= %(since)s AND e.date < %(end)s
      LEFT JOIN (stock_move m
                 JOIN uom_uom u ON u.id = m.product_uom
                 JOIN stock_location place ON place.id = m.location_dest_id
                 JOIN stock_location source ON source.id = m.location_id)
        ON m.sale_line_id = l.id AND (place.usage = 'customer') != (source.usage = 'customer')
     WHERE c.id = %(contract)s AND c.state = 'valid'
       AND NOT EXISTS (SELECT FROM tvshop_supplier_entry
                        WHERE order_line_id = l.id AND kind = 'delivered')
       AND NOT EXISTS (SELECT FROM tvshop_order_event x
                        WHERE x.order_id = e.order_id AND x.to_state = 'delivered'
                          AND (x.date, x.id) < (e.date, e.id))
     GROUP BY l.id, c.id, p.id, own.id, asked.id, o.id, e.id
    OFFSET 0),
delivered AS (
    SELECT l.id AS order_line_id, l.product_id, l.date, q.sent AS quantity, g.gross,
           CASE WHEN l.kind = 'commission' THEN g.gross
                ELSE ROUND(l.price * q.sent, %(places)s) END AS amount
      FROM lines l
      JOIN LATERAL (SELECT COALESCE(l.sent, l.asked) AS sent) q ON q.sent > 0
      JOIN LATERAL (SELECT ROUND(CASE WHEN q.sent = l.asked THEN l.value
                                      ELSE l.value * q.sent / l.asked END, %(places)s) AS gross
                   ) g ON TRUE),
returned AS (
    SELECT d.*, l.id AS return_line_id, r.booked_on, part.reason, q.part,
           SUM(q.part) OVER (PARTITION BY d.order_line_id ORDER BY l.id, part.reason) AS upto,
           COALESCE(s.percent, c.return_share)::numeric / 100 AS share
      FROM (SELECT order_line_id, product_id, quantity, gross, amount FROM delivered
             UNION ALL
            SELECT e.order_line_id, e.product_id, e.quantity, e.gross, e.amount
              FROM tvshop_supplier_entry e
              JOIN tvshop_supplier_statement s ON s.id = e.statement_id
             WHERE s.contract_id = %(contract)s AND e.kind = 'delivered') d
      JOIN tvshop_supplier_contract c ON c.id = %(contract)s
      JOIN stock_move m ON m.sale_line_id = d.order_line_id
      JOIN tvshop_return_line l ON l.move_id = m.id
      JOIN tvshop_return r ON r.id = l.return_id AND r.state = 'done'
      JOIN product_product v ON v.id = d.product_id
      JOIN product_template t ON t.id = v.product_tmpl_id
      JOIN uom_uom own ON own.id = t.uom_id
      JOIN uom_uom u ON u.id = m.product_uom
      JOIN LATERAL (VALUES (r.kind, COALESCE(l.resell_qty, 0)),
                           ('faulty', COALESCE(l.repair_qty, 0) + COALESCE(l.scrap_qty, 0))
                   ) part (reason, quantity) ON part.quantity > 0
      JOIN LATERAL (SELECT (part.quantity * u.factor / own.factor)::numeric AS part) q ON TRUE
      LEFT JOIN tvshop_supplier_return_share s
        ON s.contract_id = c.id AND s.reason = part.reason)
SELECT product_id, order_line_id, NULL::int AS return_line_id, NULL::int AS purchase_line_id,
       NULL::int AS move_id, (date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS date,
       'delivered' AS kind, NULL AS reason, quantity, gross, gross AS base, amount
  FROM delivered
 UNION ALL
SELECT b.product_id, b.order_line_id, b.return_line_id, NULL, NULL,
       (b.booked_on AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date, 'returned', b.reason, b.part,
       g.gross, -ROUND(g.gross * b.share, %(places)s), -ROUND(g.amount * b.share, %(places)s)
  FROM returned b
  JOIN LATERAL (SELECT ROUND(b.gross * b.upto / b.quantity, %(places)s)
                       - ROUND(b.gross * (b.upto - b.part) / b.quantity, %(places)s) AS gross,
                       ROUND(b.amount * b.upto / b.quantity, %(places)s)
                       - ROUND(b.amount * (b.upto - b.part) / b.quantity, %(places)s) AS amount
             ) g ON TRUE
 WHERE b.booked_on < %(until)s
   AND NOT EXISTS (SELECT FROM tvshop_supplier_entry
                    WHERE order_line_id = b.order_line_id AND return_line_id = b.return_line_id
                      AND reason = b.reason)
"""
# Goods that are bought are paid when received, unless a bill was made from the purchase order.
RECEIVED = """
SELECT m.product_id, NULL::int AS order_line_id, NULL::int AS return_line_id,
       l.id AS purchase_line_id, m.id AS move_id,
       (m.date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS date,
       CASE WHEN g.sign > 0 THEN 'received' ELSE 'sent_back' END AS kind, NULL AS reason,
       q.quantity, 0 AS gross, 0 AS base, g.sign * ROUND(p.price * q.quantity, %(places)s) AS amount
  FROM tvshop_supplier_contract c
  JOIN res_partner supplier ON supplier.id = c.partner_id
  JOIN tvshop_supplier_contract_line p ON p.contract_id = c.id
  JOIN stock_move m ON m.product_id = p.product_id AND m.company_id = c.company_id
   AND m.state = 'done' AND m.date >= %(since)s AND m.date < %(end)s
  JOIN purchase_order_line l ON l.id = m.purchase_line_id
  JOIN purchase_order o ON o.id = l.order_id
  JOIN res_partner seller ON seller.id = o.partner_id
   AND seller.commercial_partner_id = supplier.commercial_partner_id
  JOIN product_product v ON v.id = m.product_id
  JOIN product_template t ON t.id = v.product_tmpl_id
  JOIN uom_uom own ON own.id = t.uom_id
  JOIN uom_uom u ON u.id = m.product_uom
  JOIN stock_location place ON place.id = m.location_dest_id
  JOIN LATERAL (SELECT CASE place.usage WHEN 'internal' THEN 1 WHEN 'supplier' THEN -1
                       ELSE 0 END AS sign) g ON g.sign != 0
  JOIN LATERAL (SELECT (m.quantity * u.factor / own.factor)::numeric AS quantity) q
    ON q.quantity > 0
 WHERE c.id = %(contract)s AND c.state = 'valid'
   AND NOT EXISTS (SELECT FROM tvshop_supplier_entry WHERE move_id = m.id)
   AND NOT EXISTS (SELECT FROM account_move_line paid
                     JOIN account_move bill ON bill.id = paid.move_id AND bill.state != 'cancel'
                    WHERE paid.purchase_line_id = l.id AND bill.tvshop_statement_id IS NULL)
"""


class TvshopSupplierEntry(models.Model):
    """A product delivered, come back after that, or bought, in the statement that settles it."""

    _name = "tvshop.supplier.entry"
    _description = "Supplier's Goods"
    _order = "date, id"
    _rec_name = "product_id"
    _log_access = False

    statement_id = fields.Many2one(
        "tvshop.supplier.statement", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="statement_id.partner_id", string="Supplier")
    company_id = fields.Many2one(related="statement_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one("product.product", required=True, readonly=True)
    order_id = fields.Many2one(related="order_line_id.order_id", string="Order")
    order_line_id = fields.Many2one("sale.order.line", readonly=True, ondelete="restrict")
    return_line_id = fields.Many2one("tvshop.return.line", readonly=True, ondelete="restrict")
    purchase_line_id = fields.Many2one(
        "purchase.order.line", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    move_id = fields.Many2one("stock.move", "Receipt", readonly=True, ondelete="restrict")
    date = fields.Date(required=True, readonly=True)
    kind = fields.Selection(
        [
            ("delivered", "Delivered"),
            ("returned", "Returned"),
            ("received", "Goods Received"),
            ("sent_back", "Goods Sent Back"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Selection(REASONS, readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    gross = fields.Monetary("Asked of the Customer", readonly=True)
    base = fields.Monetary(
        "Counts as Sale", readonly=True, help="Of returns, what the supplier bears."
    )
    amount = fields.Monetary(
        "For the Supplier", readonly=True, help="By the contract, before its deductions."
    )

    _sold_once = models.UniqueIndex(
        "(order_line_id, COALESCE(return_line_id, 0), COALESCE(reason, ''))"
        " WHERE order_line_id IS NOT NULL",
        "This delivery or return is in a statement already.",
    )
    _received_once = models.UniqueIndex(
        "(move_id) WHERE move_id IS NOT NULL", "This receipt is in a statement already."
    )

    @api.model
    def _open_sums(self, statement):
        """What the statement would settle, which nothing settles yet.

        :return: by product, kind and first day of the contract's period
            `[(product id, kind, first day, quantity, gross, base, amount)]`
        """
        return self.env.execute_query(
            SQL(
                """SELECT product_id, kind, DATE_TRUNC(%s, date::timestamp)::date AS period,
                          SUM(quantity), SUM(gross), SUM(base), SUM(amount)
                     FROM (%s) g GROUP BY product_id, kind, period ORDER BY product_id""",
                statement.contract_id.period,
                self._open_goods(statement),
            )
        )

    @api.model
    def _put_down(self, statement):
        """Tie all that the statement settles to it."""
        columns = SQL(COLUMNS)
        goods = self._open_goods(statement)
        self.env.cr.execute(
            SQL(
                """INSERT INTO tvshop_supplier_entry (statement_id, %s)
                   SELECT %s, %s FROM (%s) g ON CONFLICT DO NOTHING""",
                columns, statement.id, columns, goods,
            )
        )  # fmt: skip
        self.invalidate_model()

    @api.model
    def _open_goods(self, statement):
        self.env.flush_all()
        contract, company = statement.contract_id, statement.company_id
        starts = filter(None, (contract.start, company.tvshop_settle_from))
        ends = filter(None, (contract.end, statement.date_to))
        after = timedelta(days=1)
        return SQL(
            RECEIVED if contract.kind == PURCHASE else SOLD,
            contract=contract.id,
            places=statement.currency_id.decimal_places,
            zone=company.partner_id.tz or "UTC",
            since=company._tvshop_midnight(max(starts)),
            end=company._tvshop_midnight(min(ends) + after),
            until=company._tvshop_midnight(statement.date_to + after),
        )
