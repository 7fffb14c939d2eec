import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .. import prompt_audio

TEXT, FILE = "text", "file"
MAX_TEXT = 600


class TvshopPrompt(models.Model):
    """What callers hear; made into telephone sound here, played by the PBX from its own disk."""

    _name = "tvshop.prompt"
    _description = "Announcement"
    _inherit = ["tvshop.bridge.mixin"]
    _order = "name, id"
    _pbx_fields = frozenset({"digest"})

    name = fields.Char(required=True)
    source = fields.Selection([(TEXT, "Spoken"), (FILE, "Uploaded")], required=True, default=TEXT)
    text = fields.Text(help="What is said. Of an uploaded sound: what can be heard in it.")
    language = fields.Selection(
        list(prompt_audio.LANGUAGES.items()), "Spoken Language", required=True, default="cmn"
    )
    upload = fields.Binary(
        "Sound File",
        store=False,
        help="WAV, MP3, FLAC, Ogg or AIFF, 10 MB and 5 minutes at most.",
    )
    upload_name = fields.Char(store=False)
    audio = fields.Binary("Sound", attachment=True, readonly=True, copy=True)
    digest = fields.Char("File on the PBX", readonly=True, copy=True)
    seconds = fields.Float("Length (s)", readonly=True, copy=True, digits=(6, 1))
    node_ids = fields.One2many("tvshop.menu.node", "prompt_id")

    @api.constrains("source", "text", "audio")
    def _check_sound(self):
        for prompt in self:
            if prompt.source == TEXT and not (prompt.text or "").strip():
                raise ValidationError(self.env._("Write what “%s” says.", prompt.name))
            if len(prompt.text or "") > MAX_TEXT:
                raise ValidationError(
                    self.env._("An announcement has %s characters at most.", MAX_TEXT)
                )
            if not prompt.audio:
                raise ValidationError(self.env._("Upload the sound of “%s”.", prompt.name))

    @api.model_create_multi
    def create(self, vals_list):
        defaults = self.default_get(["source", "language"])
        return super().create([{**vals, **self._sound({**defaults, **vals})} for vals in vals_list])

    def write(self, vals):
        if {"text", "language", "source", "upload"}.isdisjoint(vals):
            return super().write(vals)
        for prompt in self:
            present = {"source": prompt.source, "text": prompt.text, "language": prompt.language}
            super(TvshopPrompt, prompt).write({**vals, **self._sound({**present, **vals})})
        return True

    @api.model
    def _sound(self, vals):
        """Values of the sound that these values ask for; made at once, in seconds at most, so
        that whoever asked hears what is wrong with it."""
        try:
            if vals["source"] == TEXT and (vals.get("text") or "").strip():
                # A longer one is refused once it is kept.
                wav = prompt_audio.speak(vals["text"][:MAX_TEXT], vals["language"])
            elif vals["source"] == FILE and vals.get("upload"):
                wav = prompt_audio.convert(base64.b64decode(vals["upload"]))
            else:
                return {"upload": False}
        except prompt_audio.AudioError as error:
            raise UserError(self._describe(error)) from None
        return {
            "upload": False,
            "audio": base64.b64encode(wav),
            "digest": f"p{hashlib.sha256(wav).hexdigest()[:24]}",
            "seconds": prompt_audio.seconds(wav),
        }

    @api.model
    def _describe(self, error):
        texts = {
            "empty": self.env._("Write what is to be said."),
            "large": self.env._("The file is larger than 10 MB: shorten it or use MP3."),
            "long": self.env._("The sound is longer than 5 minutes: shorten it."),
            "silent": self.env._("Nothing can be heard in this file."),
            "missing": self.env._(
                "The server lacks %s: apt install espeak-ng sox libsox-fmt-mp3.", error.detail
            ),
            "format": self.env._(
                "This is not a sound file that can be read: use WAV, MP3, FLAC, Ogg or AIFF. %s",
                error.detail,
            ),
        }
        return texts[error.code]


class TvshopPbx(models.Model):
    _inherit = "tvshop.pbx"

    def _prepare_store(self):
        prompts = self.env["tvshop.prompt"].search_fetch([("digest", "!=", False)], ["digest"])
        sounds = {f"prompt/{prompt.id}": prompt.digest for prompt in prompts}
        return {**super()._prepare_store(), **sounds}
