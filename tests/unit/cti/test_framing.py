"""The manager's byte stream is cut into the same messages however it arrives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tvshop_cti.ami.framing import MAX_FRAME, Framer, ProtocolError

STREAM = (
    b"Asterisk Call Manager/11.0.0\r\n"
    b"Response: Success\r\nActionID: tvshop-1\r\nMessage: Authentication accepted\r\n\r\n"
    b"Event: FullyBooted\r\nStatus: Fully Booted\r\n\r\n"
    b"Event: Cel\r\nEventName: HANGUP\r\nAppData: a: b\r\nExtra: {\"x\":1}\r\n\r\n"
    b"Event: QueueMember\r\nActionID: tvshop-2\r\nQueue: sales\r\n\r\n"
    b"Response: Success\r\nOutput: one\r\nOutput: two\r\n\r\n"
    b"Event: Hold\r\nChannel: PJSIP/1001-1\r\n\r\n"
)  # fmt: skip
WANTED = ("Cel", "Hold")


def told(messages):
    return [(message.name, message.headers) for message in messages]


WHOLE = told(Framer(WANTED).feed(STREAM)[0])


def test_keeps_responses_wanted_events_and_answers_to_actions():
    assert [name for name, _headers in WHOLE] == ["", "Cel", "QueueMember", "", "Hold"]
    assert WHOLE[0][1]["Response"] == "Success"
    assert WHOLE[1][1]["AppData"] == "a: b"


def test_answer_is_known_by_an_action_id_at_its_end():
    # Asterisk 22's answer to QueueStatus
    member = (
        b"Event: QueueMember\r\nQueue: sales\r\nName: PJSIP/1001\r\nLocation: PJSIP/1001\r\n"
        b"StateInterface: PJSIP/1001\r\nMembership: dynamic\r\nPenalty: 1\r\nCallsTaken: 0\r\n"
        b"LastCall: 0\r\nLastPause: 1795843176\r\nLoginTime: 1795843107\r\nInCall: 0\r\n"
        b"Status: 1\r\nPaused: 1\r\nPausedReason: wrap_up\r\nWrapuptime: 0\r\n"
        b"ActionID: tvshop-9\r\n\r\n"
    )
    (message,), _bulk = Framer(WANTED).feed(member)
    assert message.action_id == "tvshop-9"


def test_everything_is_kept_when_nothing_is_named():
    assert len(Framer().feed(STREAM)[0]) == 6


@given(st.lists(st.integers(0, len(STREAM)), max_size=60))
def test_cuts_of_the_stream_do_not_matter(cuts):
    framer, messages, last = Framer(WANTED), [], 0
    for cut in [*sorted(cuts), len(STREAM)]:
        messages += framer.feed(STREAM[last:cut])[0]
        last = cut
    assert told(messages) == WHOLE


@given(st.lists(st.integers(0, len(STREAM)), max_size=60))
def test_what_comes_in_bulk_is_handed_on_as_it_is(cuts):
    framer, messages, frames, last = Framer(("Hold",), bulk=("Cel",)), [], [], 0
    for cut in [*sorted(cuts), len(STREAM)]:
        more = framer.feed(STREAM[last:cut])
        messages, frames, last = messages + more[0], frames + more[1], cut
    assert [name for name, _headers in told(messages)] == ["", "QueueMember", "", "Hold"]
    assert frames == [b'Event: Cel\r\nEventName: HANGUP\r\nAppData: a: b\r\nExtra: {"x":1}']


def test_byte_by_byte_is_the_same_too():
    framer = Framer(WANTED)
    assert told([m for i in range(len(STREAM)) for m in framer.feed(STREAM[i : i + 1])[0]]) == WHOLE


def test_repeated_headers_and_action_id_are_reachable():
    messages, _bulk = Framer(WANTED).feed(STREAM)
    assert messages[3].values("Output") == ["one", "two"]
    assert [message.action_id for message in messages] == ["tvshop-1", "", "tvshop-2", "", ""]


def test_bytes_that_are_not_utf8_do_not_stop_the_stream():
    ((message,), _bulk) = Framer().feed(b"Event: Cel\r\nCallerIDname: \xff\xfe\r\n\r\n")
    assert message.get("CallerIDname") == "\ufffd\ufffd"


def test_endless_message_is_refused():
    framer = Framer()
    with pytest.raises(ProtocolError):
        framer.feed(b"x" * (MAX_FRAME + 1))
