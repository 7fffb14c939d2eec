from odoo import api, fields, models

ORDER_STATES = [
    ("ordered", "Ordered"),
    ("shipped", "Shipped"),
    ("delivered", "Delivered"),
    ("settled", "Settled"),
    ("returned", "Returned"),
    ("exchange", "Exchange-ordered"),
]
ORDER_METHODS = [
    ("phone_in", "Customer called"),
    ("phone_out", "We called"),
    ("web", "Web shop"),
    ("chat", "Chat"),
    ("other", "Other"),
]
PAYMENT_KINDS = [
    ("cod", "Cash on delivery"),
    ("card", "Card"),
    ("transfer", "Bank transfer"),
    ("prepaid", "Prepaid"),
]
CHANNEL_KINDS = [
    ("phone", "Phone"),
    ("sms", "SMS"),
    ("email", "E-mail"),
    ("messenger", "Messenger"),
    ("fax", "Fax"),
    ("post", "Post"),
]


class SaleOrder(models.Model):
    _inherit = "sale.order"
    # Hook: the field that names what an order was made in, as a call.
    _made_in = None

    is_tvshop = fields.Boolean("TV Shopping", copy=False)
    tvshop_state = fields.Selection(
        ORDER_STATES,
        "Order State",
        readonly=True,
        copy=False,
        tracking=True,
        index="btree_not_null",
    )
    tvshop_event_ids = fields.One2many("tvshop.order.event", "order_id", "State Changes")
    channel_id = fields.Many2one(
        "tvshop.media.channel",
        "Information Channel",
        compute="_compute_channel_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
    )
    hotline_id = fields.Many2one(
        "tvshop.hotline",
        compute="_compute_hotline_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
    )
    spot_id = fields.Many2one("tvshop.spot", index="btree_not_null", ondelete="restrict")
    order_method = fields.Selection(ORDER_METHODS, "How Ordered")
    payment_method_kind = fields.Selection(PAYMENT_KINDS, "How Paid")
    invoice_wanted = fields.Boolean()
    invoice_title = fields.Char(help="The name that the invoice is made out to.")
    is_urgent = fields.Boolean("Urgent", tracking=True)
    is_gift = fields.Boolean("Gift")
    gift_message = fields.Char()
    tvshop_note = fields.Text("Remarks for the Warehouse")
    is_address_unmatched = fields.Boolean(
        related="partner_shipping_id.is_address_unmatched", string="Address Without Division"
    )
    shipped_to = fields.Text(
        copy=False, readonly=True, help="The address as it was when the order was shipped."
    )
    client_key = fields.Char(
        copy=False,
        readonly=True,
        help="Given by the screen that made the order; the same key never makes a second one.",
    )

    order_import_id = fields.Many2one(
        "tvshop.order.import",
        "Imported From",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="tvshop_crm.group_supervisor",
    )

    # Read along with every order's form, also by the warehouse, which can't read invoices.
    invoice_ids = fields.Many2many(compute_sudo=True)
    invoice_count = fields.Integer(compute_sudo=True)

    _client_key_uniq = models.UniqueIndex(
        "(client_key) WHERE client_key IS NOT NULL", "This order has been made already."
    )

    @api.depends("spot_id")
    def _compute_hotline_id(self):
        for order in self.filtered("spot_id"):
            order.hotline_id = order.spot_id.hotline_id or order.hotline_id

    @api.depends("spot_id", "hotline_id")
    def _compute_channel_id(self):
        for order in self:
            order.channel_id = (
                order.spot_id.channel_id or order.hotline_id.channel_id or order.channel_id
            )

    def _prepare_invoice(self):
        title = self.invoice_title if self.invoice_wanted else ""
        return {**super()._prepare_invoice(), "invoice_title": title or ""}

    def _get_invoice_grouping_keys(self):
        return [*super()._get_invoice_grouping_keys(), "invoice_title"]

    def _history_links(self):
        """Hook: links (Markup) to the order and to what led to it, for whoever looks into it."""
        self.ensure_one()
        return [self._get_html_link()]
