from odoo import fields, models
from odoo.addons.tvshop_crm.models.sale_order import ORDER_STATES
from odoo.tools import SQL


class TvshopMarginReport(models.Model):
    """What each sold product, order, spot and channel left, down to net profit.

    One row for each order line, with its share of the order's carrier fees and of its spot's
    cost, by ordered value; one row for each spot that brought no order, and for each unknown
    payment that was written off. So every sum of rows is complete, whatever it is grouped by.
    Amounts are without taxes, in the company's currency.

    Goods cost what the supplier's contract gives that is in force on the day of the order, as it
    last was valid: its price, or of a commission what was asked of the customer less commission and
    share of media; each without the taxes that the supplier's bill has. The commission's percentage
    is that of the statement that was agreed, and until then the first tier's. Goods without a
    contract cost the product's standard price.

    Of what came back, it costs what the supplier who was paid for its delivery does not bear; what
    is the company's own costs nothing unless it was scrapped.
    """

    _name = "tvshop.margin.report"
    _description = "Margin"
    _auto = False
    _order = "date DESC, id DESC"
    _rec_name = "order_id"
    _depends = {
        "sale.order": [
            *("date_order", "company_id", "currency_rate", "tvshop_state", "channel_id", "spot_id"),
            "tvshop_carrier_id",
        ],
        "sale.order.line": [
            *("order_id", "product_id", "price_subtotal", "product_uom_qty", "qty_delivered"),
            *("qty_delivered_method", "display_type", "is_tvshop_payment", "product_uom_id"),
            "price_total",
        ],
        "tvshop.parcel.due": ["order_id", "fee_amount", "returned_fee", "written_off"],
        "tvshop.due.closing": ["line_id", "settlement_id", "amount", "is_posted"],
        "tvshop.remittance.line": ["carrier_id"],
        "tvshop.settlement": ["date_to", "company_id"],
        "tvshop.spot": ["start", "channel_id", "company_id", "cost", "active"],
        "product.product": ["standard_price", "product_tmpl_id"],
        "tvshop.price.note": ["order_line_id", "amount", "state"],
        "tvshop.return": ["kind", "state"],
        "tvshop.return.line": [
            *("move_id", "price_reduction", "return_id", "resell_qty", "repair_qty", "scrap_qty"),
        ],
        "tvshop.order.event": ["order_id", "to_state"],
        "stock.move": ["sale_line_id", "product_uom"],
        "tvshop.supplier.contract": ["company_id", "state", "return_share"],
        "tvshop.supplier.return.share": ["contract_id", "reason", "percent"],
        "tvshop.supplier.cost": [
            *("contract_id", "product_id", "kind", "start", "end"),
            *("price", "net", "deducted_net", "percent", "media_share"),
        ],
        "tvshop.supplier.entry": [
            *("order_line_id", "return_line_id", "kind", "statement_id", "reason"),
            *("gross", "base"),
        ],
        "tvshop.supplier.statement": ["commission", "gross_total", "state"],
    }

    date = fields.Datetime(readonly=True, help="When it was ordered, or the spot was aired.")
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    order_id = fields.Many2one("sale.order", readonly=True, aggregator="count_distinct")
    state = fields.Selection(ORDER_STATES, "Order State", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Category", readonly=True)
    channel_id = fields.Many2one("tvshop.media.channel", readonly=True)
    spot_id = fields.Many2one("tvshop.spot", readonly=True)
    carrier_id = fields.Many2one("delivery.carrier", "Carried By", readonly=True)
    quantity = fields.Float("Kept", readonly=True, help="Handed over, and not brought back.")
    asked = fields.Monetary("Ordered", readonly=True, help="Asked, whether it was kept or not.")
    revenue = fields.Monetary(
        readonly=True, help="Of what was handed over and kept, less approved price reductions."
    )
    goods_cost = fields.Monetary(
        "Cost of Goods",
        readonly=True,
        help="By the supplier's contract on the day of the order; without one, the product's cost.",
    )
    margin = fields.Monetary("Gross Margin", readonly=True)
    return_cost = fields.Monetary(
        "Cost of Returns",
        readonly=True,
        help="Goods that came back, as far as the supplier does not bear them, and scrapped ones.",
    )
    carrier_cost = fields.Monetary(
        "Carrier Fees",
        readonly=True,
        help="Of orders that were not brought back, with what was written off.",
    )
    refusal_cost = fields.Monetary(
        "Cost of Refusals",
        readonly=True,
        help="Carriers' fees for orders that came back, with what was written off.",
    )
    media_cost = fields.Monetary(
        readonly=True, help="Shared out among the spot's orders by their value."
    )
    profit = fields.Monetary("Net Profit", readonly=True)

    @property
    def _table_query(self):
        return SQL(VIEW)


VIEW = """
    WITH lines AS (
        SELECT l.id, l.order_id, l.product_id, o.company_id, o.spot_id, o.tvshop_state,
               o.date_order, o.channel_id, o.tvshop_carrier_id,
               (o.date_order AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(r.tz, 'UTC'))::date AS day,
               l.price_subtotal / COALESCE(NULLIF(o.currency_rate, 0), 1) AS value,
               l.price_total / COALESCE(NULLIF(o.currency_rate, 0), 1) AS asked,
               CASE WHEN o.tvshop_state NOT IN ('delivered', 'settled') THEN 0
                    WHEN l.qty_delivered_method = 'stock_move' THEN l.qty_delivered
                    ELSE l.product_uom_qty END AS kept,
               l.product_uom_qty,
               l.product_uom_qty * u.factor / NULLIF(pu.factor, 0) AS stock_qty
          FROM sale_order_line l
          JOIN sale_order o ON o.id = l.order_id
          JOIN res_company m ON m.id = o.company_id
          JOIN res_partner r ON r.id = m.partner_id
          JOIN product_product p ON p.id = l.product_id
          JOIN product_template t ON t.id = p.product_tmpl_id
          JOIN uom_uom u ON u.id = l.product_uom_id
          JOIN uom_uom pu ON pu.id = t.uom_id
         WHERE o.tvshop_state IS NOT NULL AND o.state = 'sale' AND l.display_type IS NULL
           AND l.is_tvshop_payment IS NOT TRUE
    ), fees AS (
        SELECT order_id,
               SUM(fee_amount + COALESCE(returned_fee, 0) + COALESCE(written_off, 0)) AS fee
          FROM tvshop_parcel_due GROUP BY order_id
    ), back AS (
        SELECT m.sale_line_id AS line_id, SUM(r.price_reduction) AS amount
          FROM tvshop_return_line r JOIN stock_move m ON m.id = r.move_id
         WHERE r.price_reduction != 0 GROUP BY m.sale_line_id
    ), parts AS (
        SELECT m.sale_line_id AS line_id, r.id AS return_line_id, part.reason,
               part.quantity * q.factor AS part, part.scrapped * q.factor AS scrapped
          FROM tvshop_return_line r
          JOIN tvshop_return t ON t.id = r.return_id AND t.state = 'done'
          JOIN stock_move m ON m.id = r.move_id
          JOIN sale_order_line l ON l.id = m.sale_line_id
          JOIN uom_uom u ON u.id = m.product_uom
          JOIN uom_uom lu ON lu.id = l.product_uom_id
          JOIN LATERAL (SELECT u.factor / NULLIF(l.product_uom_qty * lu.factor, 0) AS factor
                       ) q ON TRUE
          JOIN LATERAL (VALUES (t.kind, COALESCE(r.resell_qty, 0), 0),
                               ('faulty', COALESCE(r.repair_qty, 0) + COALESCE(r.scrap_qty, 0),
                                COALESCE(r.scrap_qty, 0))
                       ) part (reason, quantity, scrapped) ON part.quantity > 0
    ), shares AS (
        SELECT l.*,
               COALESCE(l.value / NULLIF(SUM(l.value) OVER of_order, 0),
                        1.0 / COUNT(*) OVER of_order) AS of_order,
               COALESCE(l.value / NULLIF(SUM(l.value) OVER of_spot, 0),
                        1.0 / COUNT(*) OVER of_spot) AS of_spot
          FROM lines l
        WINDOW of_order AS (PARTITION BY l.order_id), of_spot AS (PARTITION BY l.spot_id)
    ), terms AS (
        SELECT s.id, s.kept / NULLIF(s.product_uom_qty, 0) AS kept_share, k.contract_id, k.kind,
               k.price, k.net,
               (CASE WHEN k.kind = 'commission' THEN
                     COALESCE(b.commission / NULLIF(b.gross_total, 0), k.percent / 100, 0)
                     ELSE 0 END + k.media_share / 100) * k.deducted_net AS withheld,
               n.amount * s.value / NULLIF(s.asked, 0) AS reduced
          FROM shares s
     LEFT JOIN LATERAL (
               SELECT p.*
                 FROM tvshop_supplier_cost p
                 JOIN tvshop_supplier_contract c ON c.id = p.contract_id
                WHERE p.product_id = s.product_id AND c.company_id = s.company_id
                  AND s.day BETWEEN p.start AND COALESCE(p."end", 'infinity')
             ORDER BY p.kind = 'purchase', c.state != 'valid', p.start DESC, c.id DESC
                LIMIT 1) k ON TRUE
     LEFT JOIN tvshop_supplier_entry e ON e.order_line_id = s.id AND e.kind = 'delivered'
     LEFT JOIN tvshop_supplier_statement b ON b.id = e.statement_id AND b.gross_total > 0
           AND b.state IN ('agreed', 'billed')
     LEFT JOIN LATERAL (
               SELECT (SUM(x.amount) - COALESCE(MIN(back.amount), 0))
                      / COALESCE(NULLIF(MIN(o.currency_rate), 0), 1) AS amount
                 FROM tvshop_price_note x JOIN sale_order o ON o.id = x.order_id
            LEFT JOIN back ON back.line_id = s.id
                WHERE x.order_line_id = s.id AND x.state = 'approved'
                  AND s.tvshop_state IN ('delivered', 'settled')) n ON TRUE
    ), borne AS (
        SELECT p.line_id,
               SUM(CASE WHEN k.kind IS NULL OR k.kind = 'purchase' THEN p.scrapped
                        WHEN NOT EXISTS (SELECT FROM tvshop_order_event v
                                          WHERE v.order_id = s.order_id
                                            AND v.to_state = 'delivered') THEN 0
                        ELSE p.part * (1 - COALESCE(-e.base / NULLIF(e.gross, 0),
                                                    (x.percent / 100)::numeric,
                                                    (c.return_share / 100)::numeric))
                    END) AS share
          FROM parts p
          JOIN shares s ON s.id = p.line_id
          JOIN terms k ON k.id = p.line_id
     LEFT JOIN tvshop_supplier_contract c ON c.id = k.contract_id
     LEFT JOIN tvshop_supplier_return_share x
               ON x.contract_id = k.contract_id AND x.reason = p.reason
     LEFT JOIN tvshop_supplier_entry e ON e.order_line_id = p.line_id
           AND e.return_line_id = p.return_line_id AND e.reason = p.reason
         GROUP BY p.line_id
    ), costs AS (
        SELECT s.*,
               COALESCE(s.value * k.kept_share, 0) - COALESCE(k.reduced, 0) AS revenue,
               COALESCE(k.kept_share, 0) * w.cost AS goods_cost,
               COALESCE(b.share, 0) * w.cost AS return_cost,
               COALESCE(f.fee, 0) * s.of_order AS fee,
               COALESCE(a.cost, 0) * s.of_spot AS media_cost,
               t.categ_id
          FROM shares s
          JOIN terms k ON k.id = s.id
          JOIN product_product p ON p.id = s.product_id
          JOIN product_template t ON t.id = p.product_tmpl_id
     LEFT JOIN borne b ON b.line_id = s.id
     LEFT JOIN fees f ON f.order_id = s.order_id
     LEFT JOIN tvshop_spot a ON a.id = s.spot_id
    CROSS JOIN LATERAL (
          SELECT CASE WHEN k.kind = 'commission' THEN s.asked * (k.net - k.withheld)
                      WHEN k.kind IS NOT NULL THEN k.price * s.stock_qty - s.asked * k.withheld
                      ELSE s.stock_qty
                           * COALESCE((p.standard_price ->> s.company_id::text)::numeric, 0)
                  END AS cost) w
    )
    SELECT 3 * id AS id, date_order AS date, company_id, order_id, tvshop_state AS state,
           product_id, categ_id, channel_id, spot_id, tvshop_carrier_id AS carrier_id,
           kept AS quantity, value AS asked, revenue, goods_cost, revenue - goods_cost AS margin,
           return_cost,
           CASE WHEN tvshop_state = 'returned' THEN 0 ELSE fee END AS carrier_cost,
           CASE WHEN tvshop_state = 'returned' THEN fee ELSE 0 END AS refusal_cost,
           media_cost, revenue - goods_cost - return_cost - fee - media_cost AS profit
      FROM costs
 UNION ALL
    SELECT 3 * a.id + 1, a.start, a.company_id, NULL, NULL, NULL, NULL, a.channel_id, a.id, NULL,
           0, 0, 0, 0, 0, 0, 0, 0, a.cost, -a.cost
      FROM tvshop_spot a
     WHERE a.cost != 0 AND a.start <= now() AT TIME ZONE 'UTC'
       AND NOT EXISTS (SELECT FROM lines l WHERE l.spot_id = a.id)
 UNION ALL
    SELECT 3 * c.id + 2, r.date_to, r.company_id, NULL, NULL, NULL, NULL, NULL, NULL, l.carrier_id,
           0, 0, 0, 0, 0, 0, c.amount, 0, 0, -c.amount
      FROM tvshop_due_closing c
      JOIN tvshop_remittance_line l ON l.id = c.line_id
      JOIN tvshop_settlement r ON r.id = c.settlement_id
     WHERE c.is_posted AND c.amount != 0
"""
