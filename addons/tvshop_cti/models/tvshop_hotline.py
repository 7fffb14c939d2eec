from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .tvshop_queue import RECORDING_HELP, RECORDING_MODES


class TvshopHotline(models.Model):
    _name = "tvshop.hotline"
    _inherit = ["tvshop.hotline", "tvshop.bridge.mixin"]
    _pbx_fields = frozenset(
        {
            "did",
            "active",
            "pbx_id",
            "queue_id",
            "hours_id",
            "welcome",
            "recording_mode",
            "blacklist_policy",
            "menu_id",
        }
    )

    pbx_id = fields.Many2one(
        "tvshop.pbx",
        "Telephone System",
        ondelete="restrict",
        default=lambda self: self.env["tvshop.pbx"]._of_company(),
    )
    queue_id = fields.Many2one(
        "tvshop.queue", domain="[('pbx_id', '=', pbx_id)]", ondelete="restrict"
    )
    hours_id = fields.Many2one(
        "tvshop.opening.hours", "Opening Hours", ondelete="restrict", help="Empty: always open."
    )
    welcome = fields.Char(
        "Welcome Prompt", help="The sound file on the PBX, without its extension; empty: none."
    )
    recording_mode = fields.Selection(
        RECORDING_MODES, "Recording", required=True, default="on", help=RECORDING_HELP
    )
    menu_id = fields.Many2one(
        "tvshop.menu",
        "Menu",
        domain="[('pbx_id', '=', pbx_id)]",
        index="btree_not_null",
        ondelete="restrict",
        help="What callers choose from, greeted by its first step. Empty: straight to the queue.",
    )
    call_count = fields.Integer(compute="_compute_call_count")

    _welcome_valid = models.Constraint(
        "CHECK (welcome ~ '^[A-Za-z0-9_/-]*$')",
        "A sound file's name has Latin letters, digits, /, - and _ only.",
    )

    @api.constrains("pbx_id", "queue_id")
    def _check_queue_pbx(self):
        for hotline in self:
            if hotline.queue_id and hotline.queue_id.pbx_id != hotline.pbx_id:
                raise ValidationError(
                    self.env._("The queue is on another telephone system than the hotline.")
                )

    @api.constrains("menu_id", "queue_id", "pbx_id")
    def _check_menu(self):
        for hotline in self.filtered("menu_id"):
            if hotline.menu_id.pbx_id != hotline.pbx_id:
                raise ValidationError(
                    self.env._("Menu and hotline are on different telephone systems.")
                )
            if not hotline.queue_id:
                raise ValidationError(
                    self.env._("Choose a queue too: callers get there when the menu can't go on.")
                )
            if not hotline.menu_id.served:
                raise ValidationError(
                    self.env._("Put the menu “%s” in service first.", hotline.menu_id.name)
                )

    def _compute_call_count(self):
        counts = dict(
            self.env["tvshop.call"]._read_group(
                [("hotline_id", "in", self.ids)], ["hotline_id"], ["__count"]
            )
        )
        for hotline in self:
            hotline.call_count = counts.get(hotline, 0)

    def action_view_calls(self):
        self.ensure_one()
        return self.env["tvshop.call"]._action_of(("hotline_id", "=", self.id))

    def _prepare_store(self):
        """This hotline's keys in the PBX's own store, without the empty ones."""
        self.ensure_one()
        values = {
            "queue": self.queue_id.pbx_queue,
            "hours": self.hours_id and self.hours_id._pbx_name(),
            "welcome": self.welcome,
            "blacklist": self.blacklist_policy,
            "menu": self.menu_id and str(self.menu_id.id),
        }
        return {f"hotline/{self.did}/{key}": value for key, value in values.items() if value}

    def _pop_hotline(self):
        return {"id": self.id, "name": self.name, "did": self.did} if self else False
