from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    tvshop_wrap_seconds = fields.Integer(related="company_id.tvshop_wrap_seconds", readonly=False)
    tvshop_hotkey_answer = fields.Char(related="company_id.tvshop_hotkey_answer", readonly=False)
    tvshop_hotkey_hangup = fields.Char(related="company_id.tvshop_hotkey_hangup", readonly=False)
    tvshop_hotkey_hold = fields.Char(related="company_id.tvshop_hotkey_hold", readonly=False)
    tvshop_hotkey_mute = fields.Char(related="company_id.tvshop_hotkey_mute", readonly=False)
    tvshop_hotkey_ready = fields.Char(related="company_id.tvshop_hotkey_ready", readonly=False)
    tvshop_hotkey_pause = fields.Char(related="company_id.tvshop_hotkey_pause", readonly=False)
    tvshop_hotkey_transfer = fields.Char(
        related="company_id.tvshop_hotkey_transfer", readonly=False
    )
    tvshop_hotkey_conference = fields.Char(
        related="company_id.tvshop_hotkey_conference", readonly=False
    )
    tvshop_hotkey_card = fields.Char(related="company_id.tvshop_hotkey_card", readonly=False)
    tvshop_hotkey_nuisance = fields.Char(
        related="company_id.tvshop_hotkey_nuisance", readonly=False
    )
    tvshop_hotkey_turn_away = fields.Char(
        related="company_id.tvshop_hotkey_turn_away", readonly=False
    )
    tvshop_hotkey_desk = fields.Char(related="company_id.tvshop_hotkey_desk", readonly=False)
    tvshop_recording_days = fields.Integer(
        related="company_id.tvshop_recording_days", readonly=False
    )
    tvshop_agents_hear_own = fields.Boolean(
        related="company_id.tvshop_agents_hear_own", readonly=False
    )
    tvshop_hotkey_callback = fields.Char(
        related="company_id.tvshop_hotkey_callback", readonly=False
    )
    tvshop_callback_min_wait = fields.Integer(
        related="company_id.tvshop_callback_min_wait", readonly=False
    )
    tvshop_callback_attempts = fields.Integer(
        related="company_id.tvshop_callback_attempts", readonly=False
    )
    tvshop_callback_delays = fields.Char(
        related="company_id.tvshop_callback_delays", readonly=False
    )
    tvshop_callback_late_minutes = fields.Integer(
        related="company_id.tvshop_callback_late_minutes", readonly=False
    )
