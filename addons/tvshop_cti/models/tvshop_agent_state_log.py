from odoo import api, fields, models

from .tvshop_agent import STATES


class TvshopAgentStateLog(models.Model):
    _name = "tvshop.agent.state.log"
    _description = "Agent State History"
    _order = "start DESC, id DESC"
    _rec_name = "agent_id"

    agent_id = fields.Many2one("tvshop.agent", required=True, readonly=True, ondelete="restrict")
    state = fields.Selection(STATES, required=True, readonly=True)
    pause_reason_id = fields.Many2one("tvshop.pause.reason", readonly=True, ondelete="restrict")
    call_id = fields.Many2one("tvshop.call", readonly=True, index="btree_not_null")
    start = fields.Datetime(required=True, readonly=True, index=True)
    stop = fields.Datetime(readonly=True)
    duration = fields.Float(
        "Duration (s)", compute="_compute_duration", store=True, aggregator="sum", digits=(12, 3)
    )

    _one_open = models.UniqueIndex("(agent_id) WHERE stop IS NULL", "An agent has one state.")
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(agent_id, agent_id, '[]') WITH &&,"
        " tsrange(start, stop) WITH &&)",
        "An agent is in one state at a time.",
    )
    _agent_start = models.Index("(agent_id, start DESC)")

    @api.depends("start", "stop")
    def _compute_duration(self):
        for log in self:
            log.duration = (log.stop - log.start).total_seconds() if log.stop else 0.0

    @api.model
    def _append(self, agents, moves):
        """Close the open row of each agent and open the next one where it ends.

        :return: {agent id: when the new state began}
        """
        starts = {}
        open_rows = self.search([("agent_id", "in", agents.ids), ("stop", "=", False)])
        for row in open_rows:
            row.stop = starts[row.agent_id.id] = max(row.start, moves[row.agent_id].at)
        open_rows.flush_recordset()
        self.create([self._prepare_vals(agent, moves[agent], starts) for agent in agents])
        return starts

    @api.model
    def _prepare_vals(self, agent, move, starts):
        return {
            "agent_id": agent.id,
            "state": move.state,
            "pause_reason_id": move.reason.id if move.reason else False,
            "call_id": move.call.id if move.call else False,
            "start": starts.setdefault(agent.id, move.at),
        }
