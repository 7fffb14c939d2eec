"""Announcements as the PBX plays them: WAV, 8 kHz, mono, 16 bits. By espeak-ng and sox."""

import subprocess
import tempfile
import wave
from io import BytesIO
from pathlib import Path

LANGUAGES = {"cmn": "Mandarin", "yue": "Cantonese", "en": "English"}
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
    # From standard input: a text that begins with a dash is no option.
    speech = _run(["espeak-ng", "-v", language, "-s", "170", "--stdin", "--stdout"], text.encode())
    return _convert(speech)


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
