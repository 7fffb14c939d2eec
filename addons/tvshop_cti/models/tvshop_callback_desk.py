from odoo import api, fields, models

from .tvshop_agent_desk import to_iso
from .tvshop_callback import AGENT, OPEN, UNFINISHED, Move


class TvshopCallback(models.Model):
    """What the desktop shows of call-backs, and those that agents agree on."""

    _inherit = "tvshop.callback"

    def _desktop_rows(self):
        """Those of one customer, for the desktop's panel."""
        states = dict(self._fields["state"]._description_selection(self.env))
        return [
            {
                "id": callback.id,
                "number_masked": callback.masked,
                "state_label": states[callback.state],
                "source_label": callback._source_label(),
                "asked_at": to_iso(callback.asked_at),
                "due_at": to_iso(callback.due_at),
                "agent": (callback.agent_id or callback.reserved_agent_id).user_id.name or "",
                "note": callback.note or "",
            }
            for callback in self
        ]

    def _source_label(self):
        labels = dict(self._fields["source"]._description_selection(self.env))
        return labels[self.source]

    def _pop_origin(self):
        """What a call back is for: as of `_origin_vals`, for the screen."""
        channel = self.spot_id.channel_id or self.channel_id
        return {
            "hotline": self.hotline_id._pop_hotline() if self.spot_id else False,
            "spot": self.spot_id._pop_spot(),
            "channel": {"id": channel.id, "name": channel.name} if channel else False,
        }

    def _origin_vals(self):
        """Where an order made in a call back comes from: the spot that the customer called for.

        Without its spot, the hotline would bring the spot that is on air by now.
        """
        return {
            "hotline_id": self.spot_id and self.hotline_id.id,
            "spot_id": self.spot_id.id,
            "channel_id": (self.spot_id.channel_id or self.channel_id).id,
        }

    @api.model
    def _plan(self, agent, method, due, is_mine, note):
        """Put down a wish; the number's open call-back, if there is one, takes it over.

        :param method: the contact method to call
        :param due: naive UTC
        """
        vals = {
            "due_at": due,
            "retry_at": False,
            "last_asked_at": fields.Datetime.now(),
            "reserved_agent_id": agent.id if is_mine else False,
            "note": note or False,
            "alerted_at": False,
        }
        waiting = self.search(
            [
                ("pbx_id", "=", agent.pbx_id.id),
                ("e164", "=", method.e164),
                ("state", "in", UNFINISHED),
            ],
            limit=1,
        )
        if waiting:
            self._move({waiting: Move(OPEN)})
            waiting.write(vals)
            return waiting
        return self._insert([{**self._prepare_plan_vals(agent, method), **vals}])

    @api.model
    def _prepare_plan_vals(self, agent, method):
        call = agent.call_id.filtered(lambda call: call.partner_id == method.partner_id)
        origin = call.callback_id if call.direction == "out" else call
        return {
            "pbx_id": agent.pbx_id.id,
            "e164": method.e164,
            "masked": method.masked,
            "region": method.region,
            "partner_id": method.partner_id.id,
            "source": AGENT,
            "asked_at": fields.Datetime.now(),
            "hotline_id": origin.hotline_id.id,
            "spot_id": origin.spot_id.id,
            "queue_id": origin.queue_id.id,
        }
