"""Asterisk's own AMD on the same calls: an Asterisk with nothing else plays each into AMD()."""

import os
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import median
from typing import NamedTuple

from runtime.fetch import Cache, asterisk_command
from runtime.settings import Settings

AT_ONCE = 20
PATIENCE = 30
TEMPLATES = Path(__file__).resolve().parents[2] / "config" / "asterisk" / "pbx"
# amd.conf is the PBX's own: its settings are for greetings in Mandarin.
SHARED = ("amd.conf", "cdr.conf", "features.conf", "indications.conf", "stasis.conf")
MODULES = (
    "res_timing_timerfd", "codec_alaw", "format_sln", "pbx_config", "pbx_spool",
    "app_amd", "app_playback", "func_db", "func_strings",
)  # fmt: skip
ASTERISK_CONF = """[directories]
astetcdir = {home}/etc
astmoddir = {root}/usr/lib/x86_64-linux-gnu/asterisk/modules
astvarlibdir = {home}/var
astdbdir = {home}/var
astdatadir = {home}/data
astspooldir = {home}/spool
astrundir = {home}/run
astlogdir = {home}/log
[options]
documentation_language = en
"""
EXTENSIONS = """[play]
exten => _X.,1,Answer()
 same => n,Playback({home}/calls/${{EXTEN}})
[amd]
exten => _X.,1,Set(BEGAN=${{STRFTIME(,,%s%3q)}})
 same => n,AMD()
 same => n,Set(MS=$[${{STRFTIME(,,%s%3q)}} - ${{BEGAN}}])
 same => n,Set(DB(amd/${{EXTEN}})=${{AMDSTATUS}}|${{AMDCAUSE}}|${{MS}})
 same => n,Hangup()
"""
CALL_FILE = "Channel: Local/{number}@play/n\nContext: amd\nExtension: {number}\nPriority: 1\n"


class Verdict(NamedTuple):
    """`result` is live, machine or not sure; `cause` AMD's own; `at` seconds after the answer."""

    result: str
    cause: str
    at: float


def judge(samples):
    """AMD's Verdict of each `ear_corpus.Sample`, played in real time."""
    root = Cache(Settings.load(os.environ)).asterisk.resolve()
    with tempfile.TemporaryDirectory(prefix="tvshop-amd-") as folder:
        home = Path(folder)
        _configure(home, root)
        command = [*map(str, asterisk_command(root)), "-C", str(home / "etc" / "asterisk.conf")]
        nowhere = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        server = subprocess.Popen([*command, "-f"], **nowhere)
        try:
            _ask(command, "core waitfullybooted")
            for start in range(0, len(samples), AT_ONCE):
                _play(home, command, range(start, min(start + AT_ONCE, len(samples))), samples)
            said = _answers(command)
        finally:
            server.terminate()
            server.wait(PATIENCE)
    return [said[number] for number in range(len(samples))]


def _configure(home, root):
    for name in ("etc", "var", "data", "spool/outgoing", "spool/tmp", "run", "log", "calls"):
        (home / name).mkdir(parents=True)
    documentation = root / "usr" / "share" / "asterisk" / "documentation"
    (home / "data" / "documentation").symlink_to(documentation)
    for name in SHARED:
        shutil.copy(TEMPLATES / name, home / "etc")
    etc = home / "etc"
    etc.joinpath("asterisk.conf").write_text(ASTERISK_CONF.format(home=home, root=root))
    etc.joinpath("extensions.conf").write_text(EXTENSIONS.format(home=home))
    loads = "".join(f"load = {name}.so\n" for name in MODULES)
    etc.joinpath("modules.conf").write_text(f"[modules]\nautoload = no\n{loads}")


def _play(home, command, numbers, samples):
    for number in numbers:
        samples[number].samples.tofile(home / "calls" / f"{_name(number)}.sln")
        path = home / "spool" / "tmp" / _name(number)
        path.write_text(CALL_FILE.format(number=_name(number)))
        path.rename(home / "spool" / "outgoing" / path.name)
    until = time.monotonic() + PATIENCE
    while not set(numbers) <= set(_answers(command)):
        if time.monotonic() > until:
            raise TimeoutError(f"AMD has not decided all of {numbers}")
        time.sleep(1)


def _name(number):
    return f"1{number:04d}"


def _ask(command, question):
    until = time.monotonic() + PATIENCE
    while True:
        done = subprocess.run([*command, "-rx", question], capture_output=True, text=True)
        if done.returncode == 0:
            return done.stdout
        if time.monotonic() > until:
            raise TimeoutError(done.stderr or done.stdout)
        time.sleep(0.5)


def _answers(command):
    """{number: Verdict} of all calls that are decided."""
    found = {}
    for line in _ask(command, "database show amd").splitlines():
        key, colon, value = line.partition(":")
        if colon and key.startswith("/amd/"):
            status, cause, ms = value.strip().split("|")
            said = {"HUMAN": "live", "MACHINE": "machine"}.get(status, "not sure")
            found[int(key.strip()[-4:])] = Verdict(said, cause, int(ms) / 1000)
    return found


def show(samples, verdicts):
    """Rows as the ear's own have."""
    for kind in dict.fromkeys(one.kind for one in samples):
        pairs = [(one, v) for one, v in zip(samples, verdicts, strict=True) if one.kind == kind]
        told = Counter(verdict.result for _one, verdict in pairs)
        late = median(verdict.at - one.sound_at for one, verdict in pairs)
        words = ", ".join(f"{name} {count}" for name, count in told.most_common())
        print(f"{'AMD: ' + kind:18} {pairs[0][0].result:13} {words}  median {late:.2f} s")
