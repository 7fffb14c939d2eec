from odoo import api, fields, models

RINGING = "ringing"
# ITU-T Q.850 causes, as Asterisk reports them.
RESULT_OF_CAUSE = {17: "busy", 21: "refused", 26: "elsewhere"}


class TvshopCallLeg(models.Model):
    _name = "tvshop.call.leg"
    _description = "Agent's Part of a Call"
    _order = "call_id, sequence, id"

    call_id = fields.Many2one("tvshop.call", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(required=True)
    agent_id = fields.Many2one("tvshop.agent", index="btree_not_null", ondelete="restrict")
    extension = fields.Char(required=True)
    ring_start = fields.Datetime("Rings Since")
    answer = fields.Datetime("Answered At")
    end = fields.Datetime("Ended At")
    result = fields.Selection(
        [
            (RINGING, "Ringing"),
            ("answered", "Answered"),
            ("no_answer", "No answer"),
            ("busy", "Busy"),
            ("refused", "Refused"),
            ("elsewhere", "Answered by another"),
        ],
        required=True,
        default=RINGING,
    )

    _live = models.Index('(agent_id) WHERE "end" IS NULL')

    @api.model
    def _live_by_agent(self, agents):
        """{agent: legs in which the agent talks now, customers' calls first}"""
        legs = self.search(
            [
                ("agent_id", "in", agents.ids),
                ("answer", "!=", False),
                ("end", "=", False),
                ("call_id.state", "=", "open"),
            ],
            order="answer, id",
        )
        return legs.sorted(lambda leg: leg.call_id.direction == "internal").grouped("agent_id")


def result_of(leg):
    """The result of a folded leg."""
    if leg.answer:
        return "answered"
    if not leg.end:
        return RINGING
    cause = str(leg.cause or "")
    return RESULT_OF_CAUSE.get(int(cause) if cause.isdigit() else 0, "no_answer")
