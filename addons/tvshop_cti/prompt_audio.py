"""Announcements as the PBX plays them: WAV, 8 kHz, mono, 16 bits. By espeak-ng and sox."""

import re
import subprocess
import tempfile
import wave
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

LANGUAGES = {"cmn": "Mandarin", "yue": "Cantonese", "en": "English"}
# espeak-ng's `cmn` reads six of seven characters as English letters; the other Mandarin voice reads
# all, and takes Latin words for pinyin.
_VOICES = {"cmn": "cmn-latn-pinyin"}
_ENGLISH = re.compile(r"([A-Za-z]*[a-z][A-Za-z]*)")
RATE = 8000
MAX_BYTES = 10 << 20
MAX_SECONDS = 300
PATIENCE = 30
_TELEPHONE = ("-t", "wav", "-r", str(RATE), "-c", "1", "-b", "16", "-e", "signed-integer")
# first bytes of a file → what sox calls it
_SIGNATURES = ((b"ID3", "mp3"), (b"fLaC", "flac"), (b"OggS", "ogg"), (b"FORM", "aiff"))


class AudioError(Exception):
    """`code` is format, long, large, empty, silent or missing; `detail` what the tool said."""

    def __init__(self, code, detail=""):
        super().__init__(code, detail)
        self.code, self.detail = code, detail


def speak(text, language):
    """The text spoken, as WAV bytes. Raises AudioError."""
    if not text.strip():
        raise AudioError("empty")
    voice = _VOICES.get(language, language)
    # From standard input: a text that begins with a dash is no option.
    command = ["espeak-ng", "-m", "-v", voice, "-s", "170", "--stdin", "--stdout"]
    return _convert(_run(command, _ssml(text, language).encode()))


def _ssml(text, language):
    """English words in an English voice; letters like VIP are spelt in the language itself."""
    if language != "cmn":
        return escape(text)
    parts = [escape(part) for part in _ENGLISH.split(text)]
    parts[1::2] = [f'<voice name="en">{word}</voice>' for word in parts[1::2]]
    return "".join(parts)


def convert(data):
    """An audio file of any rate as WAV bytes for the PBX. Raises AudioError."""
    if len(data) > MAX_BYTES:
        raise AudioError("large")
    return _convert(data)


def _convert(data):
    kind = _kind(data)
    with tempfile.TemporaryDirectory(prefix="tvshop-prompt-") as folder:
        source = Path(folder, "source")
        source.write_bytes(data)
        # One second more than allowed, so that a file that is too long is seen to be.
        cut = ("trim", "0", str(MAX_SECONDS + 1), "gain", "-n", "-3")
        wav = _run(["sox", "-D", "-t", kind, str(source), *_TELEPHONE, "-", *cut])
    wav = _with_true_length(wav)
    if seconds(wav) > MAX_SECONDS:
        raise AudioError("long")
    if not any(wav[44:]):
        raise AudioError("silent")
    return wav


def seconds(wav):
    """How long WAV bytes made here are."""
    return (len(wav) - 44) / (2 * RATE)


def _kind(data):
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "wav"
    if data[:1] == b"\xff" and data[1:2] and data[1] & 0xE0 == 0xE0:
        return "mp3"
    for start, kind in _SIGNATURES:
        if data.startswith(start):
            return kind
    raise AudioError("format")


def _with_true_length(wav):
    """Written into a pipe, a WAV file can't know its own length."""
    whole = BytesIO()
    with wave.open(whole, "wb") as target:
        target.setparams((1, 2, RATE, 0, "NONE", ""))
        target.writeframes(wav[wav.index(b"data") + 8 :])
    return whole.getvalue()


def _run(command, data=None):
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=PATIENCE, check=True
        )
    except FileNotFoundError:
        raise AudioError("missing", command[0]) from None
    except subprocess.TimeoutExpired:
        raise AudioError("long") from None
    except subprocess.CalledProcessError as error:
        detail = error.stderr.decode(errors="replace").strip().splitlines()
        raise AudioError("format", detail[-1] if detail else "") from None
    return done.stdout
