from odoo import api, models

CHANNEL = "tvshop_cti"


class TvshopBridgeMixin(models.AbstractModel):
    """Tells the bridge at commit that there is something new for it to read."""

    _name = "tvshop.bridge.mixin"
    _description = "Wakes the Telephony Bridge"
    # Fields that the PBX's own store is made of; the bridge is woken when one changes.
    _pbx_fields = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if any(vals.get(name) for vals in vals_list for name in self._pbx_fields):
            records._notify_bridge("config")
        return records

    def write(self, vals):
        result = super().write(vals)
        if not self._pbx_fields.isdisjoint(vals):
            self._notify_bridge("config")
        return result

    def unlink(self):
        if self and self._pbx_fields:
            self._notify_bridge("config")
        return super().unlink()

    @api.model
    def _notify_bridge(self, topic):
        """Wake the bridge once per transaction and topic: "outbox", "config" or "agents"."""
        topics = self.env.cr.precommit.data.setdefault("tvshop_cti.topics", set())
        if not topics:
            self.env.cr.precommit.add(self._send_topics)
        topics.add(topic)

    @api.model
    def _send_topics(self):
        topics = self.env.cr.precommit.data.pop("tvshop_cti.topics", set())
        for topic in sorted(topics):
            self.env.cr.execute("SELECT pg_notify(%s, %s)", (CHANNEL, topic))
