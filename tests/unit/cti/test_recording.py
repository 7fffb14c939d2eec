"""Recordings as files, and the commands that pause them."""

import asyncio
import os
import wave
from collections import namedtuple

import pytest
from tvshop_cti import recording_file
from tvshop_cti.ami import actions
from tvshop_cti.bridge import health
from tvshop_cti.bridge.commands import Commander

NAME = "pbx1/2026-11-23/pbx1-1.1-1.1.wav"
TRUNK_CHANNEL = "PJSIP/carrier-00000001"
Command = namedtuple("Command", "id kind payload")
Call = namedtuple("Call", "linkedid is_open channels")


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / NAME
    path.parent.mkdir(parents=True)
    path.write_bytes(bytes(44 + 16000 * 3 + 8000))
    return tmp_path


def test_j4_recording_is_found_by_its_name_and_measured(folder):
    path = recording_file.locate(folder, NAME, "pbx1")
    assert recording_file.measure(path) == (56044, 3)


@pytest.mark.parametrize(
    "name",
    [
        "../secret.wav",
        "/etc/passwd",
        "pbx1/2026-11-23/../../secret.wav",
        "pbx1/2026-11-23/x.wav\n",
        "pbx1/2026-11-23/x\0.wav",
        "pbx2/2026-11-23/x.wav",
        "pbx1/2026-11-23/none.wav",
        "pbx1/2026-11-23/",
        "",
    ],
)
def test_j4_what_is_no_recording_is_not_found(folder, name):
    (folder / "pbx2/2026-11-23").mkdir(parents=True)
    (folder / "pbx2/2026-11-23/x.wav").touch()
    (folder / "secret.wav").touch()
    assert recording_file.locate(folder, name, "pbx1") is None


def written(lengths, sound):
    """A file as the PBX writes it: both lengths are noughts until it closes the file."""
    (riff, data), tail = lengths, bytes.fromhex("10000000010001 00401f0000803e000002001000")
    head = b"RIFF" + riff.to_bytes(4, "little") + b"WAVEfmt " + tail
    return head + b"data" + data.to_bytes(4, "little") + sound


@pytest.mark.parametrize("size", [32768, 32767, 2, 1, 0])
def test_j4_file_cut_by_a_dying_pbx_says_how_long_it_is(tmp_path, size):
    path = tmp_path / "cut.wav"
    path.write_bytes(written((0, 0), bytes(size)))
    assert recording_file.repair(path) is True
    assert path.stat().st_size == 44 + size, "no sound is lost"
    with wave.open(str(path)) as sound:
        assert (sound.getframerate(), sound.getnframes()) == (8000, size // 2)
    assert recording_file.repair(path) is False


def test_j4_whole_file_and_what_is_none_are_left_alone(tmp_path):
    path = tmp_path / "one.wav"
    for content in (written((36 + 200, 200), bytes(200)), b"", b"RIFF", bytes(1000)):
        path.write_bytes(content)
        assert recording_file.repair(path) is False
        assert path.read_bytes() == content


def test_j4_links_are_no_recordings(folder):
    (folder / "pbx1/2026-11-23/link.wav").symlink_to(folder / NAME)
    assert recording_file.locate(folder, "pbx1/2026-11-23/link.wav", "pbx1") is None


def test_j4_folder_of_recordings_may_be_a_link_itself(folder, tmp_path_factory):
    link = tmp_path_factory.mktemp("elsewhere") / "recordings"
    link.symlink_to(folder)
    assert recording_file.locate(link, NAME, "pbx1") == folder / NAME


def test_j4_folder_is_told_by_the_environment():
    assert recording_file.root({}) is None
    assert recording_file.locate(None, NAME, "pbx1") is None
    assert str(recording_file.root({"TVSHOP_RECORDINGS": "/srv"})) == "/srv"


def test_r16_room_is_low_full_or_enough(folder, monkeypatch):
    Usage = namedtuple("Usage", "total used free")
    for free, problem in ((5 << 30, ""), (50 << 20, "low"), (1000, "full")):
        monkeypatch.setattr(recording_file.shutil, "disk_usage", lambda _p, f=free: Usage(0, 0, f))
        assert recording_file.room(folder, 100).problem == problem


def test_r16_folder_that_is_gone_or_closed_is_unreachable(folder, monkeypatch):
    assert recording_file.room(folder / "none", 1).problem == "unreachable"
    monkeypatch.setattr(os, "access", lambda *_args: False)
    assert recording_file.room(folder, 1).problem == "unreachable"


def test_r16_machine_without_recordings_has_no_alarm():
    assert recording_file.room(None, 100).problem == ""


def test_r16_alarm_is_told_before_waiting_and_after_what_is_broken():
    parts = [("a", health.WAITING, "w"), ("b", health.ALARM, "disk full")]
    assert health.summary(parts)["state"] == health.ALARM
    assert health.summary([*parts, ("c", health.DEGRADED, "d")])["state"] == health.DEGRADED


# Pausing


def run(kind, channels, is_open=True):
    """(outcome, the actions sent) of a command on a call with these (channel, kind)s."""
    sent = []

    async def send(action):
        sent.append((action.name, dict(action.headers)))

    call = Call("pbx1-1.1", is_open, [(name, name, side) for name, side in channels])
    commander = Commander(send, lambda _linkedid: call)
    payload = {"extension": "1001", "linkedid": "pbx1-1.1"}
    return asyncio.run(commander.execute(Command(7, kind, payload))), sent


def test_r17_pause_silences_both_sides_first_and_then_leaves_its_time_on_the_channel():
    outcome, sent = run(
        "recording_pause", [(TRUNK_CHANNEL, "trunk"), ("PJSIP/1001-00000002", "agent")]
    )
    assert outcome == ("done", "")
    (mute, muted), (setvar, left) = sent
    assert (mute, setvar) == ("MixMonitorMute", "Setvar")
    assert muted == {"Channel": TRUNK_CHANNEL, "Direction": "both", "State": 1}
    assert left["Variable"] == "PUSH(TVSHOP_PAUSES,-)" and left["Value"].startswith("p")


def test_j4_resume_takes_the_mute_back():
    _outcome, ((_name, muted), (_setvar, left)) = run(
        "recording_resume", [(TRUNK_CHANNEL, "trunk")]
    )
    assert muted["State"] == 0 and left["Value"].startswith("r")


def test_j4_pause_without_a_customer_or_a_call_is_refused():
    assert run("recording_pause", [("PJSIP/1001-00000002", "agent")])[0][0] == "failed"
    assert run("recording_pause", [(TRUNK_CHANNEL, "trunk")], is_open=False) == (
        ("failed", "the call has ended"),
        [],
    )


def test_j4_variable_takes_no_second_action():
    for name in ("X,Y", "X)", "${X}"):
        with pytest.raises(actions.UnsafeValue):
            actions.push_variable(TRUNK_CHANNEL, name, "p1")
    with pytest.raises(actions.UnsafeValue):
        actions.push_variable(TRUNK_CHANNEL, "X", "p1\r\nAction: Logoff").encode("1")
