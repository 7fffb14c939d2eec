from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class TvshopSpot(models.Model):
    _name = "tvshop.spot"
    _description = "TV Spot"
    _inherit = ["mail.thread"]
    _order = "start DESC, id DESC"

    name = fields.Char(required=True)
    channel_id = fields.Many2one(
        "tvshop.media.channel",
        required=True,
        ondelete="restrict",
        compute="_compute_channel_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    hotline_id = fields.Many2one(
        "tvshop.hotline",
        index="btree_not_null",
        ondelete="restrict",
        help="The number shown on the screen. Without one, no call can be traced to the spot.",
    )
    start = fields.Datetime(required=True, index=True, tracking=True)
    duration = fields.Integer("Minutes", required=True, default=30)
    end = fields.Datetime(compute="_compute_end", store=True, index=True)
    product_ids = fields.Many2many("product.product", string="Products Shown")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    cost = fields.Monetary(tracking=True)
    active = fields.Boolean(default=True)
    order_ids = fields.One2many("sale.order", "spot_id")
    order_count = fields.Integer(compute="_compute_revenue")
    revenue = fields.Monetary(
        compute="_compute_revenue", help="Untaxed, without cancelled and returned orders."
    )

    _duration_positive = models.Constraint(
        "CHECK (duration BETWEEN 1 AND 1440)", "A spot runs from 1 minute to 24 hours."
    )

    @api.depends("name", "start")
    @api.depends_context("tz")
    def _compute_display_name(self):
        for spot in self:
            start = spot.start and fields.Datetime.context_timestamp(spot, spot.start)
            spot.display_name = f"{spot.name or ''} {start:%m-%d %H:%M}" if start else spot.name

    @api.depends("hotline_id")
    def _compute_channel_id(self):
        for spot in self.filtered("hotline_id"):
            spot.channel_id = spot.hotline_id.channel_id

    @api.depends("start", "duration")
    def _compute_end(self):
        for spot in self:
            spot.end = spot.start and spot.start + timedelta(minutes=spot.duration)

    @api.depends("order_ids.amount_untaxed", "order_ids.state", "order_ids.tvshop_state")
    def _compute_revenue(self):
        rows = self.env["sale.order"]._read_group(
            [("spot_id", "in", self.ids), ("state", "=", "sale")],
            ["spot_id", "tvshop_state"],
            ["__count", "amount_untaxed:sum"],
        )
        self.update({"order_count": 0, "revenue": 0})
        for spot, state, count, amount in rows:
            spot.order_count += count
            spot.revenue += amount if state != "returned" else 0

    @api.constrains("hotline_id", "channel_id")
    def _check_channel(self):
        for spot in self:
            if spot.hotline_id and spot.hotline_id.channel_id != spot.channel_id:
                raise ValidationError(
                    self.env._(
                        "The hotline %(hotline)s belongs to another channel.",
                        hotline=spot.hotline_id.display_name,
                    )
                )

    def _aired_at(self, at):
        """Of one hotline's spots: the last started of those on air, else the last one ended."""
        on_air = self.filtered(lambda spot: spot.start <= at < spot.end)
        if on_air:
            return on_air.sorted(lambda spot: (spot.start, spot.id))[-1]
        window = timedelta(minutes=self.hotline_id.company_id.tvshop_spot_window)
        ended = self.filtered(lambda spot: at - window <= spot.end <= at)
        return ended.sorted(lambda spot: (spot.end, spot.start, spot.id))[-1:]

    def action_view_orders(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("tvshop_crm.sale_order_action")
        return {**action, "domain": [("spot_id", "=", self.id)], "context": {}}
