from odoo import api, fields, models
from odoo.exceptions import ValidationError


class TvshopAgentSkill(models.Model):
    _name = "tvshop.agent.skill"
    _description = "Agent Skill"
    _inherit = ["tvshop.bridge.mixin"]
    _order = "agent_id, penalty, id"
    _rec_name = "queue_id"
    _pbx_fields = frozenset({"agent_id", "queue_id", "penalty"})

    agent_id = fields.Many2one("tvshop.agent", required=True, index=True, ondelete="cascade")
    queue_id = fields.Many2one("tvshop.queue", required=True, index=True, ondelete="cascade")
    penalty = fields.Integer(
        help="0 is rung first; higher ones only when nobody with a lower one is free."
    )

    _agent_queue_uniq = models.Constraint(
        "UNIQUE (agent_id, queue_id)", "An agent has each queue once."
    )
    _penalty_valid = models.Constraint(
        "CHECK (penalty BETWEEN 0 AND 99)", "A penalty lies between 0 and 99."
    )

    @api.constrains("agent_id", "queue_id")
    def _check_pbx(self):
        for skill in self:
            if skill.queue_id.pbx_id != skill.agent_id.pbx_id:
                raise ValidationError(
                    self.env._("An agent's queues are on the agent's own telephone system.")
                )
