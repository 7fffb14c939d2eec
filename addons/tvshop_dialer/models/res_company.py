from odoo import api, fields, models

HOTKEY_ACTIONS = ("outcome", "number", "script")


class ResCompany(models.Model):
    _inherit = "res.company"

    tvshop_hotkey_outcome = fields.Char("Outcome", default="f6")
    tvshop_hotkey_number = fields.Char("Next Number of a Campaign", default="f3")
    tvshop_hotkey_script = fields.Char("Script", default="f1")

    tvshop_needs_trial = fields.Boolean(
        "Trial Runs", help="New campaigns wait for a trial run that a manager has approved."
    )

    def _tvshop_hotkeys(self):
        own = {
            action: (self[f"tvshop_hotkey_{action}"] or "").replace(" ", "").lower()
            for action in HOTKEY_ACTIONS
        }
        return {**super()._tvshop_hotkeys(), **own}

    @api.constrains(*(f"tvshop_hotkey_{action}" for action in HOTKEY_ACTIONS))
    def _check_tvshop_hotkey_outcome(self):
        self._check_tvshop_hotkeys()
