from odoo import api, fields, models

NUMBER_READER = "tvshop_crm.group_number_reader"
OPEN, DONE = "open", "done"
ANSWERED, LOST = "answered", "lost"
OUTCOMES = [
    (ANSWERED, "Answered"),
    ("abandoned", "Abandoned"),
    ("callback", "Call-back asked for"),
    ("menu", "Ended in the menu"),
    ("closed", "Outside opening hours"),
    ("rejected", "Turned away"),
    ("no_answer", "No answer"),
    ("busy", "Busy"),
    ("failed", "Failed"),
    (LOST, "Lost with the PBX"),
]


class TvshopCall(models.Model):
    """Folded from channel events by the bridge, and written by nobody else."""

    _name = "tvshop.call"
    _description = "Call"
    _inherit = ["tvshop.reveal.mixin"]
    _order = "start DESC, id DESC"
    _rec_name = "caller_masked"
    _closed_field = "caller_e164"
    _masked_field = "caller_masked"

    pbx_id = fields.Many2one("tvshop.pbx", "Telephone System", required=True, ondelete="restrict")
    linkedid = fields.Char("Call Identifier", required=True)
    direction = fields.Selection(
        [("in", "Inbound"), ("out", "Outbound"), ("internal", "Internal")], required=True
    )
    state = fields.Selection([(OPEN, "In progress"), (DONE, "Ended")], required=True, default=OPEN)
    hotline_id = fields.Many2one("tvshop.hotline", index="btree_not_null", ondelete="restrict")
    channel_id = fields.Many2one(related="hotline_id.channel_id", store=True)
    did = fields.Char("Number Dialled")
    spot_id = fields.Many2one("tvshop.spot", index="btree_not_null", ondelete="restrict")
    caller_raw = fields.Char("Number as Signalled", groups=NUMBER_READER)
    caller_e164 = fields.Char("Customer's Number", groups=NUMBER_READER, index="btree_not_null")
    caller_masked = fields.Char("Customer's Number (masked)")
    region = fields.Char()
    is_withheld = fields.Boolean("Number Withheld")
    partner_id = fields.Many2one(
        "res.partner", "Customer", index="btree_not_null", ondelete="set null"
    )
    queue_id = fields.Many2one("tvshop.queue", ondelete="restrict")
    agent_id = fields.Many2one(
        "tvshop.agent", index="btree_not_null", ondelete="restrict", help="Who talked last."
    )
    start = fields.Datetime(required=True, index=True)
    answered_at = fields.Datetime("Answered At")
    end = fields.Datetime()
    ring_seconds = fields.Integer(
        "Ringing (s)", aggregator="avg", help="How long agents' phones rang."
    )
    wait_seconds = fields.Integer("Waiting (s)", aggregator="avg", help="In the queue.")
    talk_seconds = fields.Integer("Talking (s)", help="Customer and an agent together.")
    hold_seconds = fields.Integer("On Hold (s)")
    wrap_seconds = fields.Integer("Wrap-up (s)")
    hangup_by = fields.Selection(
        [("caller", "Customer"), ("agent", "Agent"), ("system", "System")], "Hung Up By"
    )
    outcome = fields.Selection(OUTCOMES, index=True)
    leg_ids = fields.One2many("tvshop.call.leg", "call_id")
    transfer_ids = fields.One2many("tvshop.call.transfer", "call_id")
    order_ids = fields.One2many("sale.order", "call_id")
    order_count = fields.Integer(compute="_compute_order_count")
    note = fields.Char()

    _linkedid_uniq = models.Constraint(
        "UNIQUE (pbx_id, linkedid)", "This call is on record already."
    )
    _open_calls = models.Index("(pbx_id) WHERE state = 'open'")

    @api.depends("caller_masked", "is_withheld", "start")
    def _compute_display_name(self):
        for call in self:
            number = call.caller_masked or self.env._("Withheld number")
            start = call.start and fields.Datetime.context_timestamp(call, call.start)
            call.display_name = f"{number} · {start:%Y-%m-%d %H:%M}" if start else number

    @api.depends("order_ids")
    def _compute_order_count(self):
        counts = dict(
            self.env["sale.order"]._read_group(
                [("call_id", "in", self.ids)], ["call_id"], ["__count"]
            )
        )
        for call in self:
            call.order_count = counts.get(call, 0)

    def action_view_orders(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Orders"),
            "res_model": "sale.order",
            "view_mode": "list,form",
            "domain": [("call_id", "=", self.id)],
        }

    @api.model
    def _action_of(self, *domain):
        action = self.env["ir.actions.act_window"]._for_xml_id("tvshop_cti.call_action")
        return {**action, "domain": list(domain), "context": {}}

    def _origin_vals(self):
        """Where a customer or an order made in this call comes from."""
        self.ensure_one()
        return {
            "hotline_id": self.hotline_id.id,
            "spot_id": self.spot_id.id,
            "channel_id": (self.spot_id.channel_id or self.channel_id).id,
        }

    @api.model
    def _own(self, call_id):
        """The call if the user has been rung or has talked in it, else an empty record."""
        # sudo: tvshop.call – no user may write a call; this one's customer is told by its agent
        call = self.sudo().browse(call_id or False).exists()
        users = call.agent_id.user_id | call.leg_ids.agent_id.user_id
        return call if self.env.user in users else call.browse()

    def _candidates(self):
        """The customers who have this call's number."""
        self.ensure_one()
        # sudo: tvshop.call – the number is looked up, not shown
        return self.env["tvshop.contact.method"]._find_partners(self.sudo().caller_e164)

    def _pop_origin(self):
        """Hotline, spot and channel for the screen; False for none."""
        channel = self.spot_id.channel_id or self.channel_id
        return {
            "hotline": self.hotline_id._pop_hotline(),
            "spot": self.spot_id._pop_spot(),
            "channel": {"id": channel.id, "name": channel.name} if channel else False,
        }

    def _waited_until(self, pop_state):
        """Seconds in the queue, to date while the phone still rings."""
        if pop_state != "ringing" or self.wait_seconds:
            return self.wait_seconds
        return max(round((fields.Datetime.now() - self.start).total_seconds()), 0)
