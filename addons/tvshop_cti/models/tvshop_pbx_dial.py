from datetime import datetime, time, timezone
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.exceptions import UserError

DEFAULT_ZONE = "Asia/Shanghai"
CAPS = {
    "dial_agent_daily": "agent",
    "dial_daily": "trunk",
    "dial_concurrent": "concurrent",
}
# Requests that never made a call don't count.
VOID = ("failed", "expired")


class TvshopPbx(models.Model):
    """How far dialling out goes. Odoo says no in words; the dialplan does from its own store."""

    _inherit = "tvshop.pbx"

    dial_agent_daily = fields.Integer(
        "Calls per Agent and Day", default=300, help="0: nobody dials out."
    )
    dial_daily = fields.Integer("Calls per Day", default=5000, help="0: nobody dials out.")
    dial_concurrent = fields.Integer("Calls at Once", default=60, help="0: nobody dials out.")

    _dial_caps_valid = models.Constraint(
        "CHECK (least(dial_agent_daily, dial_daily, dial_concurrent) >= 0"
        " AND greatest(dial_agent_daily, dial_daily, dial_concurrent) <= 1000000)",
        "A limit of calls lies between 0 and 1,000,000.",
    )

    def write(self, vals):
        result = super().write(vals)
        if not CAPS.keys().isdisjoint(vals):
            self._notify_bridge("config")
        return result

    def _prepare_store(self):
        rules = self.env["tvshop.dial.rule"].search([])
        caps = {f"dialout/cap/{key}": str(self[name]) for name, key in CAPS.items()}
        prefixes = {f"dialout/prefix/{rule.prefix}": rule.policy for rule in rules}
        return {**super()._prepare_store(), **caps, **prefixes, "dialout/zone": self._dial_zone()}

    def _dial_zone(self):
        """The time zone in which a day begins."""
        return self.company_id.partner_id.tz or DEFAULT_ZONE

    def _check_dial_caps(self, agent):
        """Raise UserError when `agent` or this PBX has dialled enough."""
        self.ensure_one()
        outbox = self.env["tvshop.outbox"]
        today = [
            ("pbx_id", "=", self.id),
            ("kind", "=", "dial"),
            ("state", "not in", VOID),
            ("create_date", ">=", self._day_start()),
        ]
        if outbox.search_count([*today, ("agent_id", "=", agent.id)]) >= self.dial_agent_daily:
            raise UserError(
                self.env._(
                    "You have dialled %s times today, which is the limit. Ask your supervisor.",
                    self.dial_agent_daily,
                )
            )
        if outbox.search_count(today) >= self.dial_daily:
            raise UserError(self.env._("The company's limit of calls for today is reached."))
        live = [("pbx_id", "=", self.id), ("state", "=", "open"), ("direction", "=", "out")]
        if self.env["tvshop.call"].search_count(live) >= self.dial_concurrent:
            raise UserError(self.env._("All lines for dialling out are taken. Try again soon."))

    def _day_start(self):
        zone = ZoneInfo(self._dial_zone())
        midnight = datetime.combine(datetime.now(zone).date(), time.min, zone)
        return midnight.astimezone(timezone.utc).replace(tzinfo=None)
