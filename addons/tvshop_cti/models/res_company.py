import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

HOTKEY = re.compile(r"((ctrl|alt|shift|meta)\+)*([a-z0-9]|f([1-9]|1[0-2])|escape|enter)")
DELAYS = re.compile(r"\s*\d{1,4}\s*([,，]\s*\d{1,4}\s*)*")
HOTKEY_ACTIONS = (
    "answer", "hangup", "hold", "mute", "ready", "pause", "transfer", "conference", "card",
    "nuisance", "turn_away", "desk", "callback",
)  # fmt: skip


class ResCompany(models.Model):
    _inherit = "res.company"

    tvshop_wrap_seconds = fields.Integer(
        "Wrap-up Limit (s)",
        default=30,
        help="How long agents have after a call before the next one; 0: no wrap-up.",
    )
    tvshop_hotkey_answer = fields.Char("Answer", default="f2")
    tvshop_hotkey_hangup = fields.Char("Hang Up", default="f4")
    tvshop_hotkey_hold = fields.Char("Hold", default="f8")
    tvshop_hotkey_mute = fields.Char("Mute", default="f9")
    tvshop_hotkey_ready = fields.Char("Ready", default="f10")
    tvshop_hotkey_pause = fields.Char("Pause", default="alt+shift+p")
    tvshop_hotkey_transfer = fields.Char("Transfer", default="alt+shift+t")
    tvshop_hotkey_conference = fields.Char("Conference", default="alt+shift+c")
    tvshop_hotkey_card = fields.Char("Card Data", default="alt+shift+r")
    tvshop_hotkey_nuisance = fields.Char("Nuisance Call", default="alt+shift+n")
    tvshop_hotkey_turn_away = fields.Char("Turn Away", default="alt+shift+x")
    tvshop_hotkey_desk = fields.Char("Agent Desktop", default="alt+shift+d")
    tvshop_hotkey_callback = fields.Char("Next Call-back", default="f7")

    tvshop_recording_days = fields.Integer(
        "Recordings Kept (Days)", default=180, help="Older ones are deleted, but for those kept."
    )
    tvshop_agents_hear_own = fields.Boolean("Agents Hear Their Own Calls")

    tvshop_callback_min_wait = fields.Integer(
        "Call Back Who Waited (s)",
        default=5,
        help="Callers who give up sooner have dialled by mistake.",
    )
    tvshop_callback_attempts = fields.Integer("Attempts at a Call-back", default=3)
    tvshop_callback_delays = fields.Char(
        "Minutes Between Attempts",
        default="5, 30, 120",
        help="After the first failed attempt, the second …; the last one counts on.",
    )
    tvshop_callback_late_minutes = fields.Integer("Call-back Is Late After (minutes)", default=15)

    _tvshop_recording_days_valid = models.Constraint(
        "CHECK (tvshop_recording_days >= 30)", "Recordings are kept for 30 days at least."
    )
    _tvshop_callback_valid = models.Constraint(
        "CHECK (tvshop_callback_min_wait >= 0 AND tvshop_callback_attempts BETWEEN 1 AND 20"
        " AND tvshop_callback_late_minutes BETWEEN 1 AND 1440)",
        "Call-backs: the waiting time can't be negative, attempts are 1 to 20, and late is after 1"
        " to 1440 minutes.",
    )
    _tvshop_wrap_seconds_valid = models.Constraint(
        "CHECK (tvshop_wrap_seconds BETWEEN 0 AND 3600)",
        "A wrap-up lasts from 0 to 3600 seconds.",
    )

    @api.constrains(*(f"tvshop_hotkey_{action}" for action in HOTKEY_ACTIONS))
    def _check_tvshop_hotkeys(self):
        for company in self:
            keys = [key for key in company._tvshop_hotkeys().values() if key]
            wrong = [key for key in keys if not HOTKEY.fullmatch(key)]
            if wrong:
                raise ValidationError(
                    self.env._("“%(key)s” is no hotkey. An example: alt+shift+t", key=wrong[0])
                )
            if len(set(keys)) < len(keys):
                raise ValidationError(self.env._("Two actions of the phone have the same hotkey."))

    @api.constrains("tvshop_callback_delays")
    def _check_tvshop_callback_delays(self):
        for company in self:
            if not DELAYS.fullmatch(company.tvshop_callback_delays or ""):
                raise ValidationError(
                    self.env._("Minutes between attempts are whole numbers, such as: 5, 30, 120")
                )

    def _tvshop_callback_delays(self):
        """Minutes until the next try, after the first failed one, the second …"""
        return [int(part) for part in re.split("[,，]", self.tvshop_callback_delays)]

    def _tvshop_supervisors(self):
        """Who hears of what is late on the floor; managers where nobody supervises."""
        self.ensure_one()
        groups = [self.env.ref(f"tvshop_crm.group_{name}") for name in ("supervisor", "manager")]
        users = groups[0].all_user_ids.filtered(
            lambda user: user.active and user._is_internal() and self in user.company_ids
        )
        return (users - groups[1].all_user_ids) or users

    def _tvshop_hotkeys(self):
        """{action: keys}, "" for an action without."""
        self.ensure_one()
        return {
            action: (self[f"tvshop_hotkey_{action}"] or "").replace(" ", "").lower()
            for action in HOTKEY_ACTIONS
        }
