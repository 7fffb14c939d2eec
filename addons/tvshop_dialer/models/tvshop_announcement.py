import base64
import io
import wave

import numpy as np
from odoo import api, fields, models
from odoo.addons.tvshop_cti import prompt_audio
from odoo.exceptions import UserError, ValidationError

from .. import results
from ..ear.fingerprint import fingerprint, seconds_of_sound
from ..ear.taught import pack
from .tvshop_campaign_attempt import RESULTS

TOLD = [(key, label) for key, label in RESULTS if key in results.HEARD_RINGING]
# Seconds of speech in a recording: less can't be told from another, more is no announcement.
SHORTEST, LONGEST = 1.2, 30.0


class TvshopAnnouncement(models.Model):
    """What a network says instead of a code. The ear knows it by its fingerprint."""

    _name = "tvshop.announcement"
    _description = "Network Announcement"
    _order = "network, result, id"

    name = fields.Char("Wording", required=True, help="What is said, or enough to know it by.")
    network = fields.Char(help="Who says it, such as a carrier and a province.")
    result = fields.Selection(TOLD, required=True, help="What a call is that meets it.")
    company_id = fields.Many2one(
        "res.company",
        "Taught By",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
        help="Calls of all companies know it; only this one changes it.",
    )
    active = fields.Boolean(default=True)
    upload = fields.Binary(
        "Recording",
        store=False,
        help="The announcement alone, once: WAV, MP3, FLAC, Ogg or AIFF.",
    )
    upload_name = fields.Char(store=False)
    audio = fields.Binary("Sound", attachment=True, readonly=True, copy=False)
    seconds = fields.Float("Length (s)", readonly=True, copy=False, digits=(6, 1))
    # The ear reads it by SQL.
    fingerprint = fields.Binary(attachment=False, readonly=True, copy=False)
    attempt_ids = fields.One2many("tvshop.campaign.attempt", "announcement_id")
    attempt_count = fields.Integer("Heard", compute="_compute_attempt_count")

    @api.depends("attempt_ids")
    def _compute_attempt_count(self):
        groups = self.env["tvshop.campaign.attempt"]._read_group(
            [("announcement_id", "in", self.ids)], ["announcement_id"], ["__count"]
        )
        counts = {one.id: count for one, count in groups}
        for announcement in self:
            announcement.attempt_count = counts.get(announcement.id, 0)

    @api.constrains("audio")
    def _check_audio(self):
        for announcement in self:
            if not announcement.audio:
                raise ValidationError(self.env._("Upload a recording of “%s”.", announcement.name))

    @api.model_create_multi
    def create(self, vals_list):
        made = super().create([self._taught(vals) for vals in vals_list])
        made._check_audio()
        return made

    def write(self, vals):
        return super().write(self._taught(vals))

    @api.model
    def _taught(self, vals):
        """`vals` with what a recording in them says."""
        if not vals.get("upload"):
            return {**vals, "upload": False} if "upload" in vals else vals
        try:
            wav = prompt_audio.convert(base64.b64decode(vals["upload"]))
        except prompt_audio.AudioError as error:
            raise UserError(self.env["tvshop.prompt"]._describe(error)) from None
        rows = fingerprint(_samples(wav))
        self._check_speech(seconds_of_sound(rows))
        return {
            **vals,
            "upload": False,
            "audio": base64.b64encode(wav),
            "fingerprint": base64.b64encode(pack(rows)),
            "seconds": prompt_audio.seconds(wav),
        }

    @api.model
    def _check_speech(self, seconds):
        if seconds < SHORTEST:
            raise UserError(
                self.env._(
                    "Only %(heard).1f seconds of this can be heard; an announcement is known by"
                    " %(least).1f at least.",
                    heard=seconds, least=SHORTEST,
                )
            )  # fmt: skip
        if seconds > LONGEST:
            raise UserError(
                self.env._(
                    "This is longer than %.0f seconds: cut the announcement out, once.", LONGEST
                )
            )

    def action_open_attempts(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_dialer.campaign_attempt_action"
        )
        return {**action, "domain": [("announcement_id", "in", self.ids)]}


def _samples(wav):
    with wave.open(io.BytesIO(wav)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2")
