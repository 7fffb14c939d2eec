from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

SEASON_NOTICE = 30  # days


class TvshopStockAlert(models.Model):
    """A product that somebody must look at: too few, too old, or out of season soon.

    One for each product and kind until the cause is gone; acknowledged once something was done.
    """

    _name = "tvshop.stock.alert"
    _description = "Stock Alert"
    _inherit = ["mail.thread"]
    _order = "state DESC, id DESC"
    _rec_name = "product_id"

    product_id = fields.Many2one("product.product", required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    kind = fields.Selection(
        [("minimum", "Too few"), ("expiry", "Expires"), ("season", "Season ends")],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [("open", "Open"), ("done", "Acknowledged"), ("over", "Over")],
        required=True,
        readonly=True,
        default="open",
        tracking=True,
    )
    quantity = fields.Float("In Stock", readonly=True, digits="Product Unit")
    minimum = fields.Float(readonly=True, digits="Product Unit")
    due_on = fields.Date("Until", readonly=True)
    note = fields.Char("What Was Done", tracking=True)
    user_id = fields.Many2one("res.users", "Acknowledged By", readonly=True)

    _live_uniq = models.UniqueIndex(
        "(company_id, product_id, kind) WHERE state != 'over'",
        "There is an alert for this product already.",
    )

    def write(self, vals):
        if not self.env.su and vals.keys() - {"note", "message_follower_ids"}:
            raise AccessError(self.env._("An alert changes by its own steps only."))
        return super().write(vals)

    def action_acknowledge(self):
        self.check_access("write")
        for alert in self.filtered(lambda alert: alert.state == "open"):
            if not (alert.note or "").strip():
                raise UserError(self.env._("Say what was done."))
            # sudo: tvshop.stock.alert – written by its own steps only
            alert.sudo().write({"state": "done", "user_id": self.env.uid})

    # Looking for causes

    @api.model
    def _cron_look(self):
        for company in self.env["res.company"].search([]):
            self.with_company(company)._look(company)

    @api.model
    def _look(self, company):
        """Bring a company's alerts to what its stock is now; in sets."""
        causes = {
            **self._causes_minimum(company),
            **self._causes_expiry(company),
            **self._causes_season(company),
        }
        live = self.search([("company_id", "=", company.id), ("state", "!=", "over")])
        known = {(alert.product_id, alert.kind): alert for alert in live}
        live.filtered(lambda alert: (alert.product_id, alert.kind) not in causes).state = "over"
        for key in causes.keys() & known.keys():
            if known[key].quantity != causes[key]["quantity"]:
                known[key].quantity = causes[key]["quantity"]
        self.create(
            [
                {"product_id": product.id, "kind": kind, "company_id": company.id, **vals}
                for (product, kind), vals in causes.items()
                if (product, kind) not in known
            ]
        )

    @api.model
    def _causes_minimum(self, company):
        rows = self.env["stock.warehouse.orderpoint"]._read_group(
            [("company_id", "=", company.id), ("product_min_qty", ">", 0)],
            ["product_id"],
            ["product_min_qty:sum"],
        )
        return {
            (product, "minimum"): {"quantity": product.qty_available, "minimum": minimum}
            for product, minimum in rows
            if product.qty_available < minimum
        }

    @api.model
    def _causes_expiry(self, company):
        rows = self.env["stock.quant"]._read_group(
            [
                ("company_id", "=", company.id),
                ("location_id.usage", "=", "internal"),
                ("quantity", ">", 0),
                ("lot_id.alert_date", "<=", fields.Datetime.now()),
            ],
            ["product_id"],
            ["quantity:sum", "lot_id:recordset"],
        )
        return {
            (product, "expiry"): {
                "quantity": quantity,
                "due_on": min(filter(None, lots.mapped("expiration_date")), default=False),
            }
            for product, quantity, lots in rows
        }

    @api.model
    def _causes_season(self, company):
        products = self.env["product.product"].search(
            [
                ("tvshop_season_end", "!=", False),
                ("tvshop_season_end", "<=", fields.Date.today() + timedelta(days=SEASON_NOTICE)),
                ("company_id", "in", (False, company.id)),
            ]
        )
        return {
            (product, "season"): {
                "quantity": product.qty_available,
                "due_on": product.tvshop_season_end,
            }
            for product in products
            if product.qty_available > 0
        }
