from odoo import api, fields, models
from odoo.tools import SQL

from .tvshop_supplier_return_share import REASONS

# Quantities are in the product's own unit, money in the company's currency. What a dispatch taken
# back had sent doesn't count; of orders without deliveries in stock, what was ordered does.
DELIVERED = """
INSERT INTO tvshop_supplier_entry
       (contract_id, company_id, product_id, order_id, order_line_id, date, kind, statement_id,
        quantity, gross, base, amount)
SELECT c.id, c.company_id, l.product_id, o.id, l.id, e.day, 'delivered',
       CASE WHEN e.day <= %(until)s THEN %(statement)s END, q.sent, g.gross, g.gross,
       CASE WHEN c.kind = 'commission' THEN g.gross ELSE ROUND(p.price * q.sent, 2) END
  FROM tvshop_supplier_contract c
  JOIN tvshop_supplier_contract_line p ON p.contract_id = c.id
  JOIN sale_order_line l ON l.product_id = p.product_id AND l.product_uom_qty > 0
  JOIN sale_order o ON o.id = l.order_id AND o.company_id = c.company_id
   AND o.tvshop_state IN ('delivered', 'settled', 'returned')
  JOIN product_product v ON v.id = l.product_id
  JOIN product_template t ON t.id = v.product_tmpl_id
  JOIN uom_uom own ON own.id = t.uom_id
  JOIN uom_uom asked ON asked.id = l.product_uom_id
  JOIN LATERAL (SELECT (MIN(date) AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS day
                  FROM tvshop_order_event
                 WHERE order_id = o.id AND to_state = 'delivered') e
    ON e.day >= GREATEST(c.start, %(start)s) AND (c."end" IS NULL OR e.day <= c."end")
  JOIN LATERAL (SELECT COUNT(*) AS moves, SUM(m.quantity * u.factor / own.factor
                         * CASE WHEN place.usage = 'customer' THEN 1
                                WHEN EXISTS (SELECT FROM tvshop_return
                                              WHERE receipt_id = m.picking_id) THEN 0
                                ELSE -1 END) FILTER (WHERE m.state = 'done') AS quantity
                  FROM stock_move m
                  JOIN uom_uom u ON u.id = m.product_uom
                  JOIN stock_location place ON place.id = m.location_dest_id
                  JOIN stock_location source ON source.id = m.location_id
                 WHERE m.sale_line_id = l.id AND 'customer' IN (place.usage, source.usage)
                   AND place.usage != source.usage) s ON TRUE
  JOIN LATERAL (SELECT l.product_uom_qty * asked.factor / own.factor AS quantity) n ON TRUE
  JOIN LATERAL (SELECT CASE WHEN s.moves = 0 THEN n.quantity
                            ELSE COALESCE(s.quantity, 0) END::numeric AS sent) q ON q.sent > 0
  JOIN LATERAL (SELECT ROUND((l.price_total / COALESCE(NULLIF(o.currency_rate, 0), 1)
                              * q.sent / n.quantity)::numeric, 2) AS gross) g ON TRUE
 WHERE c.id = %(contract)s AND c.state = 'valid' AND c.kind != 'purchase'
ON CONFLICT DO NOTHING
"""
# Parts of a delivery that come back one by one add up to it, to the cent.
RETURNED = """
INSERT INTO tvshop_supplier_entry
       (contract_id, company_id, product_id, order_id, order_line_id, return_line_id, date, kind,
        statement_id, reason, quantity, gross, base, amount)
SELECT b.contract_id, b.company_id, b.product_id, b.order_id, b.order_line_id, b.line, b.day,
       'returned', CASE WHEN b.day <= %(until)s THEN %(statement)s END, b.why, b.part, g.gross,
       -ROUND(g.gross * b.share, 2), -ROUND(g.amount * b.share, 2)
  FROM (SELECT d.*, l.id AS line, part.reason AS why, q.part,
               SUM(q.part) OVER (PARTITION BY d.id ORDER BY l.id, part.reason) AS upto,
               COALESCE(s.percent, c.return_share)::numeric / 100 AS share,
               (r.booked_on AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS day
          FROM tvshop_supplier_entry d
          JOIN tvshop_supplier_contract c ON c.id = d.contract_id
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
            ON s.contract_id = c.id AND s.reason = part.reason
         WHERE d.contract_id = %(contract)s AND d.kind = 'delivered') b
  JOIN LATERAL (SELECT ROUND(b.gross * b.upto / b.quantity, 2)
                       - ROUND(b.gross * (b.upto - b.part) / b.quantity, 2) AS gross,
                       ROUND(b.amount * b.upto / b.quantity, 2)
                       - ROUND(b.amount * (b.upto - b.part) / b.quantity, 2) AS amount) g ON TRUE
ON CONFLICT DO NOTHING
"""
# Goods that are bought are paid when received, unless a bill was made from the purchase order.
RECEIVED = """
INSERT INTO tvshop_supplier_entry
       (contract_id, company_id, product_id, purchase_line_id, move_id, date, kind, statement_id,
        quantity, gross, base, amount)
SELECT c.id, c.company_id, m.product_id, l.id, m.id, e.day,
       CASE WHEN g.sign > 0 THEN 'received' ELSE 'sent_back' END,
       CASE WHEN e.day <= %(until)s THEN %(statement)s END, q.quantity, 0, 0,
       g.sign * ROUND(p.price * q.quantity, 2)
  FROM tvshop_supplier_contract c
  JOIN res_partner supplier ON supplier.id = c.partner_id
  JOIN tvshop_supplier_contract_line p ON p.contract_id = c.id
  JOIN stock_move m ON m.product_id = p.product_id AND m.company_id = c.company_id
   AND m.state = 'done'
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
  JOIN LATERAL (SELECT (m.date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS day) e
    ON e.day >= GREATEST(c.start, %(start)s) AND (c."end" IS NULL OR e.day <= c."end")
 WHERE c.id = %(contract)s AND c.state = 'valid' AND c.kind = 'purchase'
   AND NOT EXISTS (SELECT FROM account_move_line paid
                     JOIN account_move bill ON bill.id = paid.move_id AND bill.state != 'cancel'
                    WHERE paid.purchase_line_id = l.id AND bill.tvshop_statement_id IS NULL)
ON CONFLICT DO NOTHING
"""


class TvshopSupplierEntry(models.Model):
    """A product delivered, come back after that, or bought: what statements are made of."""

    _name = "tvshop.supplier.entry"
    _description = "Supplier's Goods"
    _order = "date, id"
    _rec_name = "product_id"
    _log_access = False

    contract_id = fields.Many2one(
        "tvshop.supplier.contract", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="contract_id.partner_id", string="Supplier")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one("product.product", required=True, readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True, ondelete="restrict")
    order_line_id = fields.Many2one(
        "sale.order.line", readonly=True, index="btree_not_null", ondelete="restrict"
    )
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
            ("received", "Received"),
            ("sent_back", "Sent Back"),
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
    statement_id = fields.Many2one(
        "tvshop.supplier.statement", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    _delivered_once = models.UniqueIndex(
        "(order_line_id) WHERE kind = 'delivered'", "This delivery is put down already."
    )
    _returned_once = models.UniqueIndex(
        "(return_line_id, reason) WHERE kind = 'returned'", "This return is put down already."
    )
    _received_once = models.UniqueIndex(
        "(move_id) WHERE move_id IS NOT NULL", "This receipt is put down already."
    )

    @api.model
    def _put_down(self, statement):
        """Put down what happened to a contract's goods; what is in no statement yet, anew, by the
        contract as it is now. What happened up to its day goes into `statement`."""
        self.env.flush_all()
        contract, company = statement.contract_id, statement.company_id
        values = {
            "contract": contract.id,
            "zone": company.partner_id.tz or "UTC",
            "start": company.tvshop_settle_from,
            "statement": statement.id,
            "until": statement.date_to,
        }
        self.env.cr.execute(
            SQL(
                "DELETE FROM tvshop_supplier_entry WHERE contract_id = %s AND statement_id IS NULL",
                contract.id,
            )
        )
        for query in (DELIVERED, RETURNED, RECEIVED):
            self.env.cr.execute(SQL(query, **values))
        self.invalidate_model()
