"""What the real Asterisk said, live and in its record, gives the same calls."""

import json
from pathlib import Path

import pytest
from story import tell
from tvshop_cti.ami.framing import Framer
from tvshop_cti.bridge.book import CallBook
from tvshop_cti.bridge.events import AMI_EVENTS, event_from_row, events_from_ami

STREAMS = Path(__file__).resolve().parents[1] / "streams"
NAMES = sorted(path.stem for path in STREAMS.glob("*.ami"))
# What travels between Asterisk's record of an event and its message.
LAG = 0.1


def live_events(name):
    return events_from_ami(live_frames(name))


def live_frames(name):
    _messages, frames = Framer((), AMI_EVENTS).feed((STREAMS / f"{name}.ami").read_bytes())
    return frames


def record_events(name):
    return [event_from_row(row) for row in json.loads((STREAMS / f"{name}.cel.json").read_text())]


def calls(*batches):
    book = CallBook()
    for batch in batches:
        tell(book, batch)
    return {call.linkedid: call for call in book.take_dirty()}


def customer_call(name):
    (call,) = [call for call in calls(record_events(name)).values() if call.direction != "internal"]
    return call


@pytest.mark.parametrize("name", NAMES)
def test_live_view_and_record_agree(name):
    live, record = calls(live_events(name)), calls(record_events(name))
    assert live.keys() == record.keys()
    for linkedid, call in live.items():
        other = record[linkedid]
        for field in ("direction", "did", "caller_raw", "callee_raw", "queue", "outcome",
                      "hangup_by", "current_extension", "outbox_id"):  # fmt: skip
            assert getattr(call, field) == getattr(other, field), field
        for field in ("talk", "hold", "start", "end"):
            assert getattr(call, field) == pytest.approx(getattr(other, field), abs=LAG), field
        assert [leg.extension for leg in call.legs] == [leg.extension for leg in other.legs]


@pytest.mark.parametrize("name", NAMES)
def test_record_read_after_the_live_events_gives_the_record(name):
    live, record = live_events(name), record_events(name)
    assert calls(live, record) == calls(record, live) == calls(record)


@pytest.mark.parametrize("name", NAMES)
def test_live_view_does_not_depend_on_the_order(name):
    events = live_events(name)
    assert calls(events[::-1], events[::2]) == calls(events)


@pytest.mark.parametrize("name", NAMES)
def test_every_call_ends_and_nothing_stays_up(name):
    for call in calls(live_events(name)).values():
        assert not call.is_open and call.outcome and call.channels == ()


def test_headers_in_another_order_give_the_same_event():
    for frame in live_frames("hold"):
        first, *others = frame.split(b"\r\n")
        turned = b"\r\n".join([first, *others[::-1]])
        assert events_from_ami([turned]) == events_from_ami([frame])


@pytest.mark.parametrize("lacking", ["SystemName", "Timestamp", "Peer"])
def test_frames_that_lack_a_header_are_read_too(lacking):
    frame, other = live_frames("hold")[:2]
    start = frame.index(lacking.encode() + b": ")
    short = frame[:start] + frame[frame.index(b"\r\n", start) + 2 :]
    events = events_from_ami([short, other])
    assert [event.channel for event in events] == ["PJSIP/carrier-00000000"] * 2
    assert [int(event.time) for event in events] == [1795397614] * 2


EXPECTED = {
    "abandoned": ("in", "abandoned", "caller", [], []),
    "agent_hangs_up": ("in", "answered", "agent", ["1001"], []),
    "caller_hangs_up": ("in", "answered", "caller", ["1001"], []),
    "closed": ("in", "closed", "system", [], []),
    "hold": ("in", "answered", "agent", ["1001"], []),
    "blind_transfer": ("in", "answered", "agent", ["1001", "1002"], [("blind", "1001", "1002")]),
    "attended_transfer": (
        "in", "answered", "agent", ["1001", "1002"], [("attended", "1001", "1002")],
    ),
    "outbound_answered": ("out", "answered", "agent", ["1001"], []),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
def test_story_is_told_right(name):
    call = customer_call(name)
    transfers = [(one.kind, one.from_ext, one.to) for one in call.transfers]
    extensions = [leg.extension for leg in call.legs]
    told = (call.direction, call.outcome, call.hangup_by, extensions, transfers)
    assert told == EXPECTED[name]


def test_hold_is_music_in_the_talk_and_not_in_the_queue():
    assert customer_call("hold").hold == pytest.approx(3.02, abs=0.02)
    assert customer_call("agent_hangs_up").hold == 0


def test_whole_caller_number_is_known_though_agents_see_it_masked():
    assert customer_call("caller_hangs_up").caller_raw == "13800000001"
