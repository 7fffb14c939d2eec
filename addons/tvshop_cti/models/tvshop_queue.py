import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

RECORDING_MODES = [
    ("on", "Recorded"),
    ("announce", "Recorded, and the customer is told"),
    ("off", "Not recorded"),
]
RECORDING_HELP = "Of the telephone system's, the hotline's and the queue's the strictest counts."


class TvshopQueue(models.Model):
    _name = "tvshop.queue"
    _description = "Call Queue"
    _inherit = ["tvshop.bridge.mixin"]
    _order = "sequence, name"
    _pbx_fields = frozenset({"pbx_queue", "pbx_id", "active", "recording_mode"})

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    pbx_id = fields.Many2one("tvshop.pbx", "Telephone System", required=True, ondelete="cascade")
    pbx_queue = fields.Char(
        "Name on the PBX", required=True, help="The queue's section in queues.conf."
    )
    service_level_seconds = fields.Integer(
        "Service Level (s)",
        default=20,
        help="Calls answered within this time count as answered in time.",
    )
    recording_mode = fields.Selection(
        RECORDING_MODES, "Recording", required=True, default="on", help=RECORDING_HELP
    )
    skill_ids = fields.One2many("tvshop.agent.skill", "queue_id")

    _pbx_queue_uniq = models.Constraint(
        "UNIQUE (pbx_id, pbx_queue)", "This queue of the telephone system is already known."
    )

    @api.constrains("pbx_queue")
    def _check_pbx_queue(self):
        for queue in self:
            if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", queue.pbx_queue):
                raise ValidationError(
                    self.env._("A queue's name on the PBX has Latin letters, digits, - and _ only.")
                )
