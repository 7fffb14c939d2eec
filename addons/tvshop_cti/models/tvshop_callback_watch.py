from datetime import timedelta

from odoo import api, fields, models

from .tvshop_callback import BLOCKED, GIVEN, OPEN, STALE, UNFINISHED, Move

# Nobody remembers a spot of yesterday: later than this a call-back is no service any more.
STALE_AFTER = timedelta(days=1)
BATCH = 500


class TvshopCallback(models.Model):
    """What time does to call-backs."""

    _inherit = "tvshop.callback"

    @api.model
    def _cron_watch(self):
        """Take back what was not dialled, close what nobody wants now, tell of what is late."""
        now = fields.Datetime.now()
        forgotten = [("state", "=", GIVEN), ("given_until", "<=", now)]
        reason = self.env._("Not dialled in time")
        self._move({one: Move(OPEN, reason) for one in self.search(forgotten, limit=BATCH)})
        self._close_unwanted(now)
        self._alert_late(now)

    @api.model
    def _close_unwanted(self, now):
        waiting = self.search([("state", "=", OPEN)], limit=10 * BATCH)
        for pbx, callbacks in waiting.grouped("pbx_id").items():
            blocked = self._blocked(pbx.company_id, callbacks.mapped("e164"))
            callbacks.filtered(lambda one, e164s=blocked: one.e164 in e164s)._close(BLOCKED)
        limit = now - STALE_AFTER
        stale = [("state", "=", OPEN), ("late_at", "<", limit), ("last_asked_at", "<", limit)]
        self.search(stale, limit=BATCH)._close(STALE)

    @api.model
    def _alert_late(self, now):
        """Each call-back alerts once; supervisors have one alert at a time, in the oldest."""
        domain = [("state", "in", UNFINISHED), ("late_at", "<=", now), ("alerted_at", "=", False)]
        late = self.search(domain, limit=BATCH, order="late_at, id")
        late.write({"alerted_at": now})
        for pbx, callbacks in late.grouped("pbx_id").items():
            told = self._alerts().user_id
            for user in pbx.company_id._tvshop_supervisors() - told:
                callbacks[0]._alert(user, len(callbacks))

    @api.model
    def _alerts(self):
        """Alerts that nobody has ticked off yet."""
        return self.env["mail.activity"].search([("res_model", "=", self._name)])

    def _alert(self, user, count):
        env = self.with_context(lang=user.lang).env
        many = env._("%s call-backs are late", count)
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=many if count > 1 else env._("Late call-back"),
            user_id=user.id,
        )
