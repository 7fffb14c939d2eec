from odoo import api, fields, models

from .tvshop_callback import STATES


class TvshopCallbackEvent(models.Model):
    _name = "tvshop.callback.event"
    _description = "Call-back State Change"
    _order = "date DESC, id DESC"
    _rec_name = "to_state"
    _log_access = False

    callback_id = fields.Many2one("tvshop.callback", required=True, index=True, ondelete="cascade")
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    from_state = fields.Selection(STATES)
    to_state = fields.Selection(STATES, required=True)
    agent_id = fields.Many2one("tvshop.agent", ondelete="restrict")
    user_id = fields.Many2one("res.users", required=True, ondelete="restrict")
    reason = fields.Char()

    @api.model
    def _note(self, callbacks, moves):
        """Put on record that these call-backs are about to make these moves."""
        self.create(
            [
                {
                    "callback_id": callback.id,
                    "from_state": callback.state,
                    "to_state": moves[callback].state,
                    "agent_id": moves[callback].vals.get("agent_id") or callback.agent_id.id,
                    "user_id": self.env.uid,
                    "reason": moves[callback].reason,
                }
                for callback in callbacks
            ]
        )
