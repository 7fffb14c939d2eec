from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .sale_order import DISPATCHED_STATES

LARGEST_WAVE = 1000


class StockPickingBatch(models.Model):
    """A wave: the parcels that one carrier fetches at one cut-off."""

    _inherit = "stock.picking.batch"

    tvshop_carrier_id = fields.Many2one(
        "delivery.carrier", "Carrier", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    tvshop_cut_off = fields.Datetime("Cut-off", readonly=True)
    tvshop_order_count = fields.Integer("Orders", compute="_compute_tvshop_counts")
    tvshop_ready_count = fields.Integer("Ready to Pick", compute="_compute_tvshop_counts")
    tvshop_printed_count = fields.Integer("Printed", compute="_compute_tvshop_counts")
    tvshop_scanned_count = fields.Integer("Scanned", compute="_compute_tvshop_counts")
    tvshop_shipped_count = fields.Integer("Shipped", compute="_compute_tvshop_counts")

    @api.depends("picking_ids.state", "picking_ids.parcel_ready", "picking_ids.waybill_id.state")
    def _compute_tvshop_counts(self):
        for wave in self:
            pickings = wave.picking_ids.filtered(lambda picking: picking.state != "cancel")
            waiting = pickings.filtered(lambda picking: picking.state != "done")
            wave.tvshop_order_count = len(pickings)
            wave.tvshop_ready_count = len(waiting.filtered(lambda p: p.state == "assigned"))
            wave.tvshop_printed_count = len(
                pickings.filtered(lambda p: p.waybill_id.state in ("printed", "shipped"))
            )
            wave.tvshop_scanned_count = len(waiting.filtered("parcel_ready"))
            wave.tvshop_shipped_count = len(pickings) - len(waiting)

    @api.depends("tvshop_carrier_id", "tvshop_cut_off")
    @api.depends_context("tz")
    def _compute_display_name(self):
        waves = self.filtered("tvshop_carrier_id")
        super(StockPickingBatch, self - waves)._compute_display_name()
        for wave in waves:
            local = fields.Datetime.context_timestamp(wave, wave.tvshop_cut_off)
            wave.display_name = f"{wave.tvshop_carrier_id.name} {local:%m-%d %H:%M} · {wave.name}"

    # Making waves

    def action_make_waves(self):
        """Put all deliveries that are ready into waves, and say how many there were."""
        self._check_is_warehouse()
        count = len(self._make_waves())
        message = (
            self.env._("%s deliveries were put into waves.", count)
            if count
            else self.env._("No delivery waits that has a carrier and all its goods.")
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if count else "info",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _make_waves(self):
        """Waves of all deliveries that are ready, by carrier and its next cut-off.

        A wave that nobody has started yet takes what comes later.

        :return: the deliveries that now are in a wave
        """
        pickings = self.env["stock.picking"].search(self._waiting_domain(), order="id")
        for key, group in pickings.grouped(
            lambda picking: (picking.company_id, picking.picking_type_id, picking.carrier_id)
        ).items():
            self._fill_waves(group, *key)
        return pickings

    @api.model
    def _waiting_domain(self):
        return [
            ("picking_type_code", "=", "outgoing"),
            ("state", "=", "assigned"),
            ("batch_id", "=", False),
            ("carrier_id.tvshop_kind", "!=", False),
            ("sale_id.tvshop_state", "in", DISPATCHED_STATES),
        ]

    def _fill_waves(self, pickings, company, picking_type, carrier):
        cut_off = self._next_cut_off(company, carrier)
        size = picking_type.batch_max_pickings or LARGEST_WAVE
        same = [("tvshop_carrier_id", "=", carrier.id), ("tvshop_cut_off", "=", cut_off)]
        same += [("state", "=", "draft"), ("picking_type_id", "=", picking_type.id)]
        for wave in self.search([*same, ("company_id", "=", company.id)]):
            room = max(size - len(wave.picking_ids), 0)
            pickings[:room].batch_id = wave
            pickings = pickings[room:]
        while pickings:
            wave = self.create(
                {
                    "tvshop_carrier_id": carrier.id,
                    "tvshop_cut_off": cut_off,
                    "picking_type_id": picking_type.id,
                    "company_id": company.id,
                }
            )
            pickings[:size].batch_id = wave
            pickings = pickings[size:]

    @api.model
    def _next_cut_off(self, company, carrier):
        """When the carrier fetches next, in UTC."""
        zone = ZoneInfo(company.partner_id.tz or self.env.user.tz or "Asia/Shanghai")
        now = fields.Datetime.now().replace(tzinfo=timezone.utc).astimezone(zone)
        midnight = datetime(now.year, now.month, now.day, tzinfo=zone)
        moment = midnight + timedelta(hours=carrier.tvshop_cut_off)
        if moment <= now:
            moment += timedelta(days=1)
        return moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)

    # Buttons

    def action_print_waybills(self):
        """Print the waybills of parcels that have none on paper yet."""
        self._check_is_warehouse()
        self._start()
        waiting = self.picking_ids.filtered(
            lambda p: p.state not in ("done", "cancel") and p.waybill_state not in ("printed",)
        )
        if not waiting:
            raise UserError(self.env._("All waybills of this wave are printed."))
        return waiting._print_waybills()

    def action_print_pick_list(self):
        self._check_is_warehouse()
        self._start()
        return self.env.ref("tvshop_logistics.pick_list_report").report_action(self, config=False)

    def action_dispatch(self):
        """Open the screen on which the wave is scanned and confirmed."""
        self.ensure_one()
        action = self.env["ir.actions.client"]._for_xml_id("tvshop_logistics.dispatch_action")
        return {**action, "params": {"wave_id": self.id}}

    def _start(self):
        """From now on, what gets ready goes into the next wave."""
        for wave in self.filtered(lambda wave: wave.state == "draft"):
            wave.state = "in_progress"

    def _pick_list(self):
        """What to fetch, in the order of the shelves: (location, product, unit, quantity)."""
        lines = self.env["stock.move.line"]._read_group(
            [("picking_id", "in", self.picking_ids.ids), ("state", "not in", ("done", "cancel"))],
            ["location_id", "product_id", "product_uom_id"],
            ["quantity:sum"],
        )
        return sorted(lines, key=lambda row: (row[0].complete_name, row[1].default_code or ""))

    @api.model
    def _check_is_warehouse(self):
        if not self.env.su and not self.env.user.has_group("tvshop_crm.group_warehouse"):
            raise AccessError(self.env._("The warehouse dispatches parcels."))
