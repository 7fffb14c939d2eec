"""What the book says of calls that go on at once does not depend on how it heard of them."""

from hypothesis import given, settings
from hypothesis import strategies as st
from story import CUSTOMER, Story, agent, folded, heard, tell
from tvshop_cti.bridge.book import CallBook

OTHER = "PJSIP/carrier-00000002"
LIVE_DELAY = 0.4


def transferred():
    """Handed on from one agent to another, who puts the customer on hold."""
    story = Story().inbound().at(5).ring(agent(1001)).at(8).answer(agent(1001))
    story.bridge(agent(1001), CUSTOMER).at(20)
    story.add("BLINDTRANSFER", agent(1001), {"extension": "1002", "context": "from-agent"})
    story.unbridge(CUSTOMER, agent(1001)).hangup(agent(1001), source=agent(1001))
    story.at(21).ring(agent(1002)).at(25).answer(agent(1002))
    story.bridge(agent(1002), CUSTOMER, bridge="b2")
    for begin, end in ((30, 30.2), (30.4, 36)):  # pressed twice in a second
        story.at(begin).add("STREAM_BEGIN", CUSTOMER, {"class": "default"})
        story.at(end).add("STREAM_END", CUSTOMER)
    story.at(45).unbridge(agent(1002), CUSTOMER, bridge="b2")
    story.hangup(agent(1002), source=CUSTOMER).hangup(CUSTOMER, source=CUSTOMER)
    return story.finish()


def conference():
    """In the same seconds, a conference into which a colleague was called: the events of both."""
    story, guest = Story("pbx1-1763859601.5"), Story("pbx1-1763859620.9")
    room = {"context": "conference", "exten": "c" + story.linkedid}
    story.inbound().at(5).ring(agent(1003)).answer(agent(1003))
    story.bridge(agent(1003), CUSTOMER, bridge="conf")
    guest.at(20).ring(agent(1004)).add("APP_START", agent(1004), app="ConfBridge", **room)
    guest.bridge(agent(1004), bridge="conf").at(40).unbridge(agent(1004), bridge="conf")
    guest.hangup(agent(1004), source=agent(1004))
    story.at(41).unbridge(agent(1003), CUSTOMER, bridge="conf")
    story.hangup(agent(1003), source=agent(1003)).hangup(CUSTOMER, source="dialplan/builtin")
    named = [
        event._replace(channel=OTHER) if event.channel == CUSTOMER else event
        for event in story.finish()
    ]
    return named, guest.finish(agent(1004))


CALL = transferred()
HOST, GUEST = conference()
RECORD = [*CALL, *HOST, *GUEST]
WHOLE = {events[0].linkedid: folded(told) for events, told in (
    (CALL, CALL), (HOST, HOST + GUEST), (GUEST, GUEST),
)}  # fmt: skip
MOST = st.sampled_from((1, 2, None))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_r8_shuffled_and_doubled_events_of_calls_at_once_end_in_the_same_calls(data):
    live = [
        heard(event, data.draw(st.floats(0, LIVE_DELAY)))
        for event in data.draw(st.lists(st.sampled_from(RECORD), unique=True))
    ]
    live += data.draw(st.lists(st.sampled_from(live))) if live else []
    doubled = data.draw(st.lists(st.sampled_from(RECORD)))
    events = data.draw(st.permutations(RECORD + live + doubled))
    late = data.draw(st.sampled_from(sorted(WHOLE)))  # all of one call after the others
    events.sort(key=lambda event: event.linkedid == late)
    book, saved = CallBook(), {}
    while events:
        size = data.draw(st.integers(1, 20))
        tell(book, events[:size])
        events = events[size:]
        calls = {call.linkedid: call for call in book.take_dirty(data.draw(MOST))}
        if data.draw(st.booleans()):
            saved |= calls
        else:
            book.put_back(calls)
    while book.is_dirty:
        saved |= {call.linkedid: call for call in book.take_dirty(data.draw(MOST))}
    assert saved == WHOLE
    assert book.open_linkedids() == set()


def test_l2_calls_that_came_to_an_agent_come_before_the_others_news():
    book = CallBook()
    for number in range(4):
        tell(book, Story(f"pbx1-1.{number}").inbound().events)
    ringing = Story("pbx1-2.0").inbound().at(5).ring(agent(1001))
    tell(book, ringing.events)
    at_once = Story("pbx1-2.1").inbound().at(5).ring(agent(1002)).answer(agent(1002))
    tell(book, at_once.events)
    taken = [[call.linkedid for call in book.take_dirty(3)] for _turn in range(2)]
    others = ["pbx1-1.0", "pbx1-1.1", "pbx1-1.2", "pbx1-1.3"]
    assert taken == [["pbx1-2.0", "pbx1-2.1", others[0]], others[1:]], "nobody waits for ever"
    tell(book, ringing.at(9).answer(agent(1001)).events)
    tell(book, Story("pbx1-1.9").inbound().at(9).ring(agent(1003)).events)
    taken = [call.linkedid for call in book.take_dirty(2)]
    assert taken == ["pbx1-1.9", "pbx1-2.0"], "the agent has been told of the other"
    assert not book.is_dirty
