from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

SEASON_NOTICE = 30  # days
TODO = "mail.mail_activity_data_todo"
COLORS = {"minimum": 1, "expiry": 2, "season": 4}
EDITABLE = {"note", "message_follower_ids", "activity_ids"}


class TvshopStockAlert(models.Model):
    """A product that somebody must look at: too few, too old, or out of season soon.

    One for each product and kind until the cause is gone; acknowledged once something was done.
    The person in charge has a to-do for it meanwhile.
    """

    _name = "tvshop.stock.alert"
    _description = "Stock Alert"
    _inherit = ["mail.thread", "mail.activity.mixin"]
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
    color = fields.Integer(compute="_compute_color")
    proposal_count = fields.Integer(compute="_compute_proposal_count")

    _live_uniq = models.UniqueIndex(
        "(company_id, product_id, kind) WHERE state != 'over'",
        "There is an alert for this product already.",
    )

    @api.depends("kind", "state")
    def _compute_color(self):
        for alert in self:
            alert.color = COLORS[alert.kind] if alert.state == "open" else 0

    def _compute_proposal_count(self):
        """How many purchases are proposed of the product."""
        counts = dict(
            self.env["tvshop.purchase.proposal"]._read_group(
                [("product_id", "in", self.product_id.ids), ("state", "=", "open")],
                ["product_id"],
                ["__count"],
            )
        )
        for alert in self:
            alert.proposal_count = counts.get(alert.product_id, 0)

    def write(self, vals):
        if not self.env.su and vals.keys() - EDITABLE:
            raise AccessError(self.env._("An alert changes by its own steps only."))
        return super().write(vals)

    def action_acknowledge(self):
        self.check_access("write")
        for alert in self.filtered(lambda alert: alert.state == "open"):
            if not (alert.note or "").strip():
                raise UserError(self.env._("Say what was done."))
            # sudo: tvshop.stock.alert – written by its own steps only
            alert.sudo().write({"state": "done", "user_id": self.env.uid})
            alert.sudo().activity_feedback([TODO], feedback=alert.note)

    def action_view_proposals(self):
        """The purchases that are proposed of these products."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_logistics.tvshop_purchase_proposal_action"
        )
        return {
            **action,
            "domain": [("product_id", "in", self.product_id.ids)],
            "context": {"search_default_open": 1},
        }

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
        over = live.filtered(lambda alert: (alert.product_id, alert.kind) not in causes)
        over.state = "over"
        over.activity_unlink([TODO])
        for key in causes.keys() & known.keys():
            if known[key].quantity != causes[key]["quantity"]:
                known[key].quantity = causes[key]["quantity"]
        self.create(
            [
                {"product_id": product.id, "kind": kind, "company_id": company.id, **vals}
                for (product, kind), vals in causes.items()
                if (product, kind) not in known
            ]
        )._open_todos()

    def _open_todos(self):
        """A to-do for the company's person in charge of alerts, else the product's."""
        labels = dict(self._fields["kind"]._description_selection(self.env))
        vals_list = [
            {
                "activity_type_id": self.env.ref(TODO).id,
                "res_model_id": self.env["ir.model"]._get_id(self._name),
                "res_id": alert.id,
                "user_id": user.id,
                "summary": f"{labels[alert.kind]}: {alert.product_id.display_name}",
                "date_deadline": fields.Date.context_today(alert),
                "automated": True,
            }
            for alert in self
            if (user := alert._person_in_charge())
        ]
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(vals_list)

    def _person_in_charge(self):
        """Somebody who may acknowledge alerts; nobody if those named may not."""
        users = self.company_id.tvshop_stock_user_id | self.product_id.responsible_id
        return users.filtered(
            lambda user: (
                user.active
                and self.company_id in user.company_ids
                and user.has_group("tvshop_crm.group_warehouse")
            )
        )[:1]

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
