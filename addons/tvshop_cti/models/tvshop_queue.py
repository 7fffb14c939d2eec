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
    _pbx_fields = frozenset(
        {
            "pbx_queue",
            "pbx_id",
            "active",
            "recording_mode",
            "offer_after",
            "offer_every",
            "offer_waiting",
            "offer_prompt_id",
        }
    )

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
    offer_after = fields.Integer(
        "Offer After (s)", help="Callers who wait so long are offered a call-back. 0: never."
    )
    offer_every = fields.Integer("Offer Again After (s)", default=60)
    offer_waiting = fields.Integer(
        "Offer at Once If (waiting)",
        help="With so many callers waiting, the next one is offered a call-back at once. 0: never.",
    )
    offer_prompt_id = fields.Many2one(
        "tvshop.prompt",
        "Offer",
        ondelete="restrict",
        groups="tvshop_crm.group_supervisor",
        help="Asks to press 1 for a call-back or to wait. Empty: the usual words.",
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

    @api.constrains("offer_after", "offer_every", "offer_waiting")
    def _check_offer(self):
        for queue in self:
            if min(queue.offer_after, queue.offer_waiting) < 0 or queue.offer_after > 1800:
                raise ValidationError(
                    self.env._("A call-back is offered after 0 to 1,800 seconds; 0: never.")
                )
            if not 15 <= queue.offer_every <= 1800:
                raise ValidationError(
                    self.env._("A call-back is offered again after 15 to 1,800 seconds.")
                )

    def _prepare_store(self):
        """When callers of these queues are offered a call-back, as keys of the PBX's own store."""
        store = {}
        for queue in self:
            values = {
                "after": queue.offer_after,
                "every": queue.offer_after and queue.offer_every,
                "waiting": queue.offer_waiting,
                "prompt": (queue.offer_after or queue.offer_waiting) and queue.offer_prompt_id.id,
            }
            for key, value in values.items():
                if value:
                    store[f"offer/{queue.pbx_queue}/{key}"] = str(value)
        return store
