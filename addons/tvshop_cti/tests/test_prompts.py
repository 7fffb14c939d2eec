import base64
import struct
import subprocess
import wave
from io import BytesIO

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged

from .. import prompt_audio
from .common import CtiCase


def tone(seconds=1, *, kind="wav", rate=44100, effects=("sine", "440")):
    """A sound file of another rate and kind than the telephone's."""
    command = [
        "sox",
        "-D",
        "-n",
        "-r",
        str(rate),
        "-c",
        "2",
        "-t",
        kind,
        "-",
        "synth",
        str(seconds),
    ]
    return subprocess.run([*command, *effects], capture_output=True, check=True).stdout


@tagged("post_install", "-at_install")
class TestPrompts(CtiCase):
    def make(self, data=None, **values):
        if data is not None:
            values |= {"source": "file", "upload": base64.b64encode(data)}
        return self.env["tvshop.prompt"].create({"name": "问候", **values})

    def assert_telephone_sound(self, prompt, seconds=None):
        with wave.open(BytesIO(base64.b64decode(prompt.audio))) as sound:
            shape = sound.getframerate(), sound.getnchannels(), sound.getsampwidth()
            frames = sound.readframes(sound.getnframes())
        self.assertEqual(shape, (8000, 1, 2))
        samples = struct.unpack(f"<{len(frames) // 2}h", frames)
        self.assertGreater(max(samples), 8000, "it can be heard")
        self.assertAlmostEqual(prompt.seconds, len(samples) / 8000, 1)
        if seconds:
            self.assertAlmostEqual(prompt.seconds, seconds, 1)

    def test_l5_text_is_spoken_in_mandarin(self):
        prompt = self.make(text="您好，订购请按一。")
        self.assert_telephone_sound(prompt)
        self.assertGreater(prompt.seconds, 1)

    def test_l5_characters_are_read_in_mandarin_and_not_spelt_in_english(self):
        for text, pinyin in (
            ("您好，哪位？", "nin2 hao3, na3 wei4?"),
            ("订购请按一。", "ding4 gou4 qing3 an4 yi1."),
            ("訂購請按。", "ding4 gou4 qing3 an4."),
        ):
            command = ["espeak-ng", "-v", "cmn-latn-pinyin", "-s", "170", "--stdout", pinyin]
            wanted = subprocess.run(command, capture_output=True, check=True).stdout
            with self.subTest(text=text):
                self.assertEqual(
                    prompt_audio.speak(text, "cmn"), prompt_audio.convert(wanted), pinyin
                )

    def test_l5_english_words_and_signs_are_read_among_chinese_ones(self):
        plain = prompt_audio.seconds(prompt_audio.speak("请用我们的", "cmn"))
        for text in ("请用我们的 WiFi", "请用我们的 <App> & Co", "请用我们的VIP"):
            with self.subTest(text=text):
                spoken = prompt_audio.seconds(prompt_audio.speak(text, "cmn"))
                self.assertTrue(0.2 < spoken - plain < 2, spoken - plain)

    def test_l5_new_words_are_a_new_file(self):
        prompt = self.make(text="您好。")
        before = prompt.digest
        prompt.name = "别的名字"
        self.assertEqual(prompt.digest, before)
        prompt.text = "您好，请稍候。"
        self.assertNotEqual(prompt.digest, before)
        self.assert_telephone_sound(prompt)

    def test_l5_uploads_of_any_rate_are_converted(self):
        for kind, rate in (("wav", 44100), ("wav", 8000), ("mp3", 48000), ("flac", 22050)):
            with self.subTest(kind=kind, rate=rate):
                self.assert_telephone_sound(self.make(tone(2, kind=kind, rate=rate)), 2)

    def test_l5_upload_replaces_the_sound(self):
        prompt = self.make(tone(1))
        before = prompt.digest
        prompt.upload = base64.b64encode(tone(3))
        self.assertNotEqual(prompt.digest, before)
        self.assert_telephone_sound(prompt, 3)

    def test_l5_what_is_no_sound_is_refused_in_words(self):
        for data, words in (
            (b"%PDF-1.7 not a sound", "can be read"),
            (b"RIFF\x00\x00\x00\x00WAVEjunk", "can be read"),
            (tone(1)[:30], "can be read"),
            (tone(1, effects=("sine", "440", "vol", "0")), "Nothing can be heard"),
            (tone(301, kind="mp3", rate=8000), "longer than 5 minutes"),
            (bytes((10 << 20) + 1), "larger than 10 MB"),
        ):
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                self.make(data)

    def test_l5_prompt_without_sound_is_refused(self):
        with self.assertRaises(ValidationError):
            self.make(text="  ")
        with self.assertRaises(ValidationError):
            self.make(source="file")
        with self.assertRaises(ValidationError):
            self.make(text="长" * 601)

    def test_l5_text_is_never_an_option_of_the_voice(self):
        self.assert_telephone_sound(self.make(text="--version; -w /tmp/x 您好，订购请按一。"))

    def test_l5_bridge_gets_the_sounds_by_their_names(self):
        prompt = self.make(text="您好。")
        sounds = self.gateway.prompt_sounds([prompt.digest, "unknown"])
        self.assertEqual(sounds, {prompt.digest: base64.b64decode(prompt.audio)})


@tagged("post_install", "-at_install")
class TestListening(HttpCase):
    def setUp(self):
        super().setUp()
        self.prompt = self.env["tvshop.prompt"].create({"name": "问候", "text": "您好。"})
        for login, group in (("hear", "group_supervisor"), ("deaf", "group_agent")):
            self.env["res.users"].create(
                {
                    "name": login,
                    "login": login,
                    "password": login * 3,
                    "group_ids": [(6, 0, [self.env.ref(f"tvshop_crm.{group}").id])],
                }
            )

    def fetch(self, login):
        self.authenticate(login, login * 3)
        return self.url_open(f"/tvshop/prompt/{self.prompt.id}.wav")

    def test_l5_supervisor_listens_and_agent_is_refused(self):
        heard = self.fetch("hear")
        self.assertEqual(heard.status_code, 200)
        self.assertIn("wav", heard.headers["Content-Type"])
        self.assertEqual(heard.content, base64.b64decode(self.prompt.audio))
        self.assertEqual(self.fetch("deaf").status_code, 403)
        self.assertEqual(self.url_open("/tvshop/prompt/999999.wav").status_code, 404)
        with self.assertRaises(AccessError):
            agent = self.env["res.users"].search([("login", "=", "deaf")])
            self.prompt.with_user(agent).read(["audio"])
