from collections import defaultdict
from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import SQL

from ..purchasing.need import Coming, Past, Stock, need
from .tvshop_return import OPEN_STATES

PAST_DAYS = 365
RATE_DAYS = 28
DAY_PARTS = 4  # of six hours
OPEN_ORDERS = ("draft", "sent", "to approve")


class TvshopPurchaseProposal(models.Model):
    """Where the numbers of a proposal come from; each is read once for all products."""

    _inherit = "tvshop.purchase.proposal"

    @api.model
    def _cron_refresh(self):
        for company in self.env["res.company"].search([]):
            self._refresh(company)

    @api.model
    def _refresh(self, company):
        """Bring a company's open proposals to what is planned, sold and in stock now."""
        company.env.flush_all()
        self = self.with_company(company)
        found = self._needs(company)
        live = self.search([("company_id", "=", company.id), ("state", "=", "open")])
        known = {proposal.product_id: proposal for proposal in live}
        for product in known.keys() & found.keys():
            vals = found.pop(product)
            proposal = known.pop(product)
            if proposal.is_edited:
                vals.pop("quantity")
            proposal.write(vals)
        stale = self.browse(proposal.id for proposal in known.values())
        stale.filtered(lambda proposal: not proposal.is_edited).unlink()
        self.create([{"product_id": p.id, "company_id": company.id, **v} for p, v in found.items()])

    def _needs(self, company):
        """{product: values of its proposal} for those of which some will be missing."""
        products = self.env["product.product"].search(
            [
                ("is_storable", "=", True),
                ("purchase_ok", "=", True),
                ("company_id", "in", (False, company.id)),
            ]
        )
        terms = {product: product._purchase_terms(company) for product in products}
        past, overall = self._past_spots(company)
        longest = max((days for _partner, days, _minimum in terms.values()), default=0)
        coming, rates = self._coming_spots(company, longest), self._rates(company)
        stocks = self._stocks(products, terms, company)
        found = {}
        for product, (partner, days, minimum) in terms.items():
            sold = (past[product.id], overall, coming[product.id], rates.get(product.id, 0), days)
            result = need(*sold, stocks[product], minimum)
            if result.quantity:
                facts = {"rate": sold[3], "days": days, **stocks[product]._asdict()}
                found[product] = self._prepare_vals(result, partner, minimum, facts)
        return found

    def _prepare_vals(self, result, partner, minimum, facts):
        today = fields.Date.context_today(self)
        lasts = result.lasts
        return {
            "partner_id": partner.id,
            "until": today + timedelta(days=facts["days"]),
            "lasts_until": today + timedelta(days=lasts) if lasts is not None else False,
            "missing": result.missing,
            "minimum": minimum,
            "quantity": result.quantity,
            "facts": {**facts, "spots": [group._asdict() for group in result.groups]},
        }

    @api.model
    def _past_spots(self, company):
        """({product id: [Past]}, what a spot sells of its product on the mean)."""
        rows = self.env.execute_query(
            SQL(
                """SELECT shown.product_product_id, spot.channel_id,
                          extract(hour FROM spot.start AT TIME ZONE 'UTC' AT TIME ZONE %s)::int
                              * %s / 24,
                          count(*), coalesce(sum(sold.quantity), 0)::float
                     FROM tvshop_spot spot
                     JOIN product_product_tvshop_spot_rel shown ON shown.tvshop_spot_id = spot.id
                LEFT JOIN LATERAL (
                          SELECT sum(line.product_uom_qty) AS quantity
                            FROM sale_order o
                            JOIN sale_order_line line ON line.order_id = o.id
                           WHERE o.spot_id = spot.id AND o.state = 'sale'
                             AND line.product_id = shown.product_product_id
                          ) sold ON true
                    WHERE spot.company_id = %s AND spot.active
                      AND spot."end" < now() AT TIME ZONE 'UTC'
                      AND spot.start > now() AT TIME ZONE 'UTC' - make_interval(days => %s)
                 GROUP BY 1, 2, 3""",
                self._zone(company).key,
                DAY_PARTS,
                company.id,
                PAST_DAYS,
            )
        )
        found = defaultdict(list)
        for product, *values in rows:
            found[product].append(Past(*values))
        spots = sum(row[3] for row in rows)
        return found, (sum(row[4] for row in rows) / spots if spots else 0)

    @api.model
    def _coming_spots(self, company, days):
        """{product id: [Coming]} of the plan for so many days."""
        now, zone = fields.Datetime.now(), self._zone(company)
        spots = self.env["tvshop.spot"].search(
            [
                ("company_id", "=", company.id),
                ("start", ">", now),
                ("start", "<=", now + timedelta(days=days)),
            ]
        )
        found = defaultdict(list)
        for spot in spots:
            local = spot.start.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
            day = (spot.start - now) / timedelta(days=1)
            row = Coming(spot.channel_id.id, local.hour * DAY_PARTS // 24, day)
            for product in spot.product_ids:
                found[product.id].append(row)
        return found

    @api.model
    def _rates(self, company):
        """{product id: what is sold of it a day by no spot that shows it}."""
        rows = self.env.execute_query(
            SQL(
                """SELECT line.product_id, sum(line.product_uom_qty)::float / %s
                     FROM sale_order o
                     JOIN sale_order_line line ON line.order_id = o.id
                    WHERE o.company_id = %s AND o.state = 'sale'
                      AND o.date_order > now() AT TIME ZONE 'UTC' - make_interval(days => %s)
                      AND NOT EXISTS (
                          SELECT FROM product_product_tvshop_spot_rel shown
                           WHERE shown.tvshop_spot_id = o.spot_id
                             AND shown.product_product_id = line.product_id)
                 GROUP BY line.product_id""",
                RATE_DAYS,
                company.id,
                RATE_DAYS,
            )
        )
        return dict(rows)

    @api.model
    def _stocks(self, products, terms, company):
        """{product: Stock} as it will be at the end of each product's period."""
        drafts, returns = self._draft_orders(products, company), self._returns(company)
        found, now = {}, fields.Datetime.now()
        for days, group in products.grouped(lambda product: terms[product][1]).items():
            for product in group.with_context(to_date=now + timedelta(days=days)):
                found[product.with_env(products.env)] = Stock(
                    product.qty_available,
                    product.outgoing_qty,
                    product.incoming_qty + drafts.get(product.id, 0),
                    returns.get(product.id, 0),
                )
        return found

    @api.model
    def _draft_orders(self, products, company):
        rows = self.env["purchase.order.line"]._read_group(
            [
                ("product_id", "in", products.ids),
                ("company_id", "=", company.id),
                ("order_id.state", "in", OPEN_ORDERS),
            ],
            ["product_id"],
            ["product_uom_qty:sum"],
        )
        return {product.id: quantity for product, quantity in rows}

    @api.model
    def _returns(self, company):
        """{product id: what is expected back, times the share that was fit for sale so far}."""
        lines = self.env["tvshop.return.line"]
        mine = [("return_id.company_id", "=", company.id)]
        sums = ["resell_qty:sum", "repair_qty:sum", "scrap_qty:sum"]
        [done] = lines._read_group([*mine, ("return_id.state", "=", "done")], [], sums)
        share = (done[0] + 1) / (sum(done) + 2)
        rows = lines._read_group(
            [*mine, ("return_id.state", "in", OPEN_STATES)], ["product_id"], ["expected_qty:sum"]
        )
        return {product.id: share * quantity for product, quantity in rows}

    @api.model
    def _zone(self, company):
        return ZoneInfo(company.partner_id.tz or self.env.user.tz or "Asia/Shanghai")
