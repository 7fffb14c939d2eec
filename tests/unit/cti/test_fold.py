"""A call is what its set of events says, whatever their order."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from story import CUSTOMER, NUMBER, START, Story, agent, answered_call, folded, heard, tell
from tvshop_cti.bridge.book import CallBook


def seconds(value):
    return round(value - START)


def test_customer_waits_talks_and_hangs_up():
    call = folded(answered_call())
    assert (call.direction, call.did, call.caller_raw) == ("in", "4008000001", NUMBER)
    assert (call.queue, seconds(call.queue_enter), seconds(call.queue_leave)) == ("sales", 0, 13)
    assert seconds(call.answered_at) == 13
    assert call.talk == pytest.approx(60, abs=0.01)
    assert (call.outcome, call.hangup_by, call.current_extension) == ("answered", "caller", "1001")
    assert [(leg.extension, round(leg.answer - leg.ring_start)) for leg in call.legs] == [
        ("1001", 3)
    ]
    assert call.channels == () and not call.talking


def test_agent_who_hangs_up_is_named_though_the_dialplan_ends_the_call():
    story = Story().inbound().at(5).ring(agent(1001)).answer(agent(1001))
    story.bridge(agent(1001), CUSTOMER).at(30).unbridge(CUSTOMER, agent(1001))
    story.hangup(agent(1001), source=agent(1001))
    story.hangup(CUSTOMER, source="dialplan/builtin")
    assert folded(story.finish()).hangup_by == "agent"


def test_open_call_knows_who_rings_and_who_talks():
    story = Story().inbound().at(5).ring(agent(1001))
    ringing = folded(story.events)
    assert ringing.is_open and not ringing.talking and ringing.outcome == ""
    assert ringing.current_extension == "1001"
    story.at(8).answer(agent(1001)).bridge(agent(1001), CUSTOMER)
    talking = folded(story.events)
    assert talking.talking and talking.answered_at is not None and talking.talk < 0.01
    assert {kind for _id, _name, kind in talking.channels} == {"agent", "trunk"}


def test_customer_who_gives_up_in_the_queue_is_abandoned():
    story = Story().inbound().at(40).hangup(CUSTOMER, source=CUSTOMER)
    call = folded(story.finish())
    assert (call.outcome, call.hangup_by, call.answered_at) == ("abandoned", "caller", None)
    assert round(call.queue_leave - call.queue_enter) == 40


def test_queue_that_gives_up_is_no_answer_by_the_system():
    story = Story().inbound().at(1800).add("APP_END", CUSTOMER, app="Queue")
    call = folded(story.hangup(CUSTOMER, source="dialplan/builtin").finish())
    assert (call.outcome, call.hangup_by) == ("no_answer", "system")


def test_call_outside_opening_hours_is_closed():
    story = Story().inbound(queue=None).user("TVSHOP_CLOSED", CUSTOMER)
    call = folded(story.at(8).hangup(CUSTOMER, source="dialplan/builtin").finish())
    assert (call.outcome, call.queue, call.queue_enter) == ("closed", "", None)


def test_agent_who_does_not_answer_has_a_leg_and_the_next_one_talks():
    story = Story().inbound().at(2).ring(agent(1001)).at(22).hangup(agent(1001), cause=19)
    story.at(23).ring(agent(1002)).at(25).answer(agent(1002)).bridge(agent(1002), CUSTOMER)
    call = folded(story.events)
    assert [(leg.extension, leg.answer is None, leg.cause) for leg in call.legs] == [
        ("1001", True, 19),
        ("1002", False, None),
    ]
    assert call.current_extension == "1002" and seconds(call.queue_leave) == 25


@pytest.mark.parametrize("number", ["", "anonymous", "Restricted"])
def test_withheld_number_is_empty(number):
    assert folded(Story().inbound(number=number).events).caller_raw == ""


def test_display_name_with_markup_is_data():
    story = Story().add("CHAN_START", CUSTOMER, cid_num=NUMBER, cid_name="<b>x</b>", exten="4")
    assert folded(story.events).caller_name == "<b>x</b>"


def test_blind_transfer_keeps_the_customer_and_changes_the_agent():
    story = Story().inbound().at(5).ring(agent(1001)).answer(agent(1001))
    story.bridge(agent(1001), CUSTOMER).at(20)
    story.add("BLINDTRANSFER", agent(1001), {"extension": "1002", "context": "from-agent"})
    story.unbridge(CUSTOMER, agent(1001)).hangup(agent(1001), source=agent(1001))
    story.at(21).ring(agent(1002)).at(25).answer(agent(1002))
    story.bridge(agent(1002), CUSTOMER, bridge="b2").at(45).unbridge(agent(1002), bridge="b2")
    story.hangup(agent(1002), source=CUSTOMER).hangup(CUSTOMER, source=CUSTOMER)
    call = folded(story.finish())
    assert [(t.kind, t.from_ext, t.to) for t in call.transfers] == [("blind", "1001", "1002")]
    assert call.talk == pytest.approx(35, abs=0.01)
    assert (call.current_extension, call.hangup_by) == ("1002", "caller")


def test_attended_transfer_counts_both_talks_and_names_the_target():
    story = Story().inbound().at(5).ring(agent(1001)).answer(agent(1001))
    story.bridge(agent(1001), CUSTOMER).at(20)
    target = agent(1002, 9)
    story.add("ATTENDEDTRANSFER", agent(1001), {"transfer_target_channel_name": target})
    story.unbridge(agent(1001)).bridge(target).hangup(agent(1001), source=agent(1001))
    assert folded(story.events).current_extension == "1002"
    story.at(50).unbridge(target, CUSTOMER).hangup(target, source=target)
    call = folded(story.hangup(CUSTOMER, source=target).finish())
    assert [(t.kind, t.to) for t in call.transfers] == [("attended", "1002")]
    assert call.talk == pytest.approx(45, abs=0.01) and call.hangup_by == "agent"


def test_conference_is_one_talk_not_the_sum_of_its_parts():
    story = Story().inbound().at(5).ring(agent(1001)).answer(agent(1001))
    story.bridge(agent(1001), CUSTOMER).at(10).unbridge(agent(1001), CUSTOMER)
    story.ring(agent(1002)).answer(agent(1002))
    story.bridge(agent(1001), CUSTOMER, agent(1002), bridge="conf").at(40)
    story.unbridge(CUSTOMER, bridge="conf").hangup(CUSTOMER, source=CUSTOMER)
    assert folded(story.finish()).talk == pytest.approx(35, abs=0.01)


def test_hold_counts_within_the_talk():
    story = Story().inbound().add("STREAM_BEGIN", CUSTOMER, {"class": "default"})
    story.at(5).ring(agent(1001)).answer(agent(1001))
    story.bridge(agent(1001), CUSTOMER).at(10).add("STREAM_BEGIN", CUSTOMER, {"class": "default"})
    story.at(17).add("STREAM_END", CUSTOMER).at(30).unbridge(CUSTOMER, agent(1001))
    call = folded(story.events)
    assert call.hold == pytest.approx(7, abs=0.01) and call.talk == pytest.approx(25, abs=0.01)


def test_hold_that_begins_in_the_second_of_the_queues_music_counts():
    story = Story().inbound().add("STREAM_BEGIN", CUSTOMER, {"class": "default"})
    story.at(0.1).add("STREAM_END", CUSTOMER).ring(agent(1001)).answer(agent(1001))
    story.bridge(agent(1001), CUSTOMER)
    story.at(0.5).add("STREAM_BEGIN", CUSTOMER, {"class": "default"})
    story.at(0.7).add("STREAM_END", CUSTOMER).at(30).unbridge(CUSTOMER, agent(1001))
    live = [heard(event, 0.002) for event in story.events]
    record = story.events
    for told in (record, live, live + record, record + live + live, live[3:] + record[::-1]):
        assert folded(told).hold == pytest.approx(0.2, abs=0.01)


@pytest.mark.parametrize("is_guest_first", [True, False])
def test_colleague_called_into_a_conference_is_part_of_the_call(is_guest_first):
    story, guest = Story().inbound(), Story("pbx1-1763859620.9")
    room = {"context": "conference", "exten": "c" + story.linkedid}
    story.at(5).ring(agent(1001)).answer(agent(1001)).bridge(agent(1001), CUSTOMER, bridge="conf")
    guest.at(20).ring(agent(1002)).add("APP_START", agent(1002), app="ConfBridge", **room)
    guest.bridge(agent(1002), bridge="conf")
    story.at(30).unbridge(agent(1001), bridge="conf").hangup(agent(1001), source=agent(1001))
    guest.at(40).unbridge(agent(1002), bridge="conf").hangup(agent(1002), source=agent(1002))
    story.at(40).unbridge(CUSTOMER, bridge="conf").hangup(CUSTOMER, source="dialplan/builtin")
    book = CallBook()
    tales = [story.finish(), guest.finish(agent(1002))]
    for events in reversed(tales) if is_guest_first else tales:
        tell(book, events)
    calls = {call.linkedid: call for call in book.take_dirty()}
    call, joined = calls[story.linkedid], calls[guest.linkedid]
    assert call.talk == pytest.approx(35, abs=0.01)
    assert (call.hangup_by, call.direction, call.current_extension) == ("agent", "in", "1002")
    assert [leg.extension for leg in call.legs] == ["1001", "1002"]
    assert (joined.direction, joined.outcome) == ("internal", "answered")
    assert book.parts(story.linkedid) == [story.linkedid, guest.linkedid]


def click_to_dial():
    story = Story()
    story.add("CHAN_START", agent(1003), cid_num="", context="from-agent", exten="s")
    story.at(1).add("ANSWER", agent(1003), cid_num="D77")
    story.user("TVSHOP_OUT", agent(1003), "77", exten="13900001111")
    story.add("APP_START", agent(1003), app="Dial", exten="13900001111")
    return story.at(2).add("CHAN_START", CUSTOMER, context="from-carrier")


def test_click_to_dial_is_outbound_with_its_outbox_row():
    story = click_to_dial().at(9).answer(CUSTOMER).bridge(agent(1003), CUSTOMER)
    story.at(19).unbridge(CUSTOMER, agent(1003)).hangup(CUSTOMER, source=CUSTOMER)
    call = folded(story.hangup(agent(1003), source=CUSTOMER).finish(agent(1003)))
    assert (call.direction, call.outbox_id, call.callee_raw) == ("out", 77, "13900001111")
    assert (call.outcome, call.hangup_by, call.did, call.caller_raw) == (
        "answered", "caller", "", "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cause", "outcome"), [(17, "busy"), (19, "no_answer"), (21, "failed"), (1, "failed")]
)
def test_outbound_cause_tells_why_nobody_was_reached(cause, outcome):
    story = click_to_dial().at(20).hangup(CUSTOMER, cause=cause)
    assert folded(story.hangup(agent(1003), cause=cause).finish(agent(1003))).outcome == outcome


def test_own_dial_that_the_agent_did_not_take_failed():
    story = Story().add("CHAN_START", agent(1003), cid_num="")
    story.at(20).add("HANGUP", agent(1003), {"hangupcause": 19}, cid_num="D78")
    call = folded(story.finish(agent(1003)))
    assert (call.direction, call.outbox_id, call.outcome) == ("out", 78, "failed")


def test_consultation_between_agents_is_internal():
    story = Story().ring(agent(1001), exten="1002").ring(agent(1002, 2)).at(2)
    story.answer(agent(1002, 2)).answer(agent(1001)).bridge(agent(1001), agent(1002, 2))
    story.at(12).unbridge(agent(1001), agent(1002, 2))
    story.hangup(agent(1001), source=agent(1001)).hangup(agent(1002, 2), source=agent(1001))
    call = folded(story.finish())
    assert (call.direction, call.outcome, call.hangup_by) == ("internal", "answered", "agent")
    assert call.talk == pytest.approx(10, abs=0.01)


def test_reloaded_page_gives_a_second_leg_of_the_same_agent():
    story = Story().inbound().at(5).ring(agent(1001)).answer(agent(1001))
    story.bridge(agent(1001), CUSTOMER).at(20).unbridge(agent(1001), CUSTOMER)
    story.hangup(agent(1001), cause=44).at(23).ring(agent(1001, 2)).answer(agent(1001, 2))
    story.bridge(agent(1001, 2), CUSTOMER, bridge="b2")
    call = folded(story.events)
    assert [leg.extension for leg in call.legs] == ["1001", "1001"]
    assert call.talking and call.current_extension == "1001"


def test_renamed_channels_of_a_masquerade_keep_their_side():
    story = Story().inbound().at(5).ring(agent(1001)).answer(agent(1001))
    story.bridge(agent(1001), CUSTOMER)
    ids = {event.channel: event.uniqueid for event in story.events}
    story.at(9).add("HANGUP", agent(1001) + "<ZOMBIE>", {"hangupcause": 16})
    story.events[-1] = story.events[-1]._replace(uniqueid=ids[agent(1001)])
    assert folded(story.events).legs[0].extension == "1001"


def test_call_without_end_is_lost_when_the_pbx_forgot_it():
    book = CallBook()
    tell(book, Story().inbound().events)
    (call,) = book.take_dirty()
    book.lose(call.linkedid, START + 50)
    (lost,) = book.take_dirty()
    assert (lost.outcome, lost.hangup_by, seconds(lost.end)) == ("lost", "system", 50)
    assert book.open_linkedids() == set()


def test_book_forgets_ended_calls_after_a_while_only():
    book = CallBook(keep=100)
    tell(book, answered_call())
    assert len(book.take_dirty()) == 1
    tell(book, answered_call())
    assert book.take_dirty() == []
    tell(book, Story("pbx1-9.9").at(500).inbound().events)
    book.take_dirty()
    tell(book, answered_call())
    assert len(book.take_dirty()) == 1


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_order_and_repetition_make_no_difference(data):
    events = answered_call()
    shuffled = data.draw(st.permutations(events + data.draw(st.lists(st.sampled_from(events)))))
    book = CallBook()
    cut = data.draw(st.integers(0, len(shuffled)))
    tell(book, shuffled[:cut])
    book.take_dirty()
    tell(book, shuffled[cut:])
    book.take_dirty()
    book.put_back([events[0].linkedid])
    assert book.take_dirty() == [folded(events)] == [folded(shuffled)]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 0.4), min_size=40, max_size=40))
def test_live_copies_give_way_to_the_record(delays):
    events = answered_call()
    live = [heard(event, delay) for event, delay in zip(events, delays, strict=False)]
    assert folded(live + events) == folded(events) == folded(events + live)


def test_functions_evaluated_on_the_console_are_no_calls():
    book = CallBook()
    tell(book, Story().add("CHAN_START", "CLIEval/1").add("LINKEDID_END", "CLIEval/1").events)
    assert book.take_dirty() == [] and not book.open_linkedids()


def test_the_dialplans_notes_are_kept_in_order():
    story = Story().inbound().at(2).user("TVSHOP_MENU", CUSTOMER, "main")
    call = folded(story.at(4).user("TVSHOP_MENU", CUSTOMER, "sales").events)
    assert [(mark.name, mark.value, seconds(mark.time)) for mark in call.marks] == [
        ("menu", "main", 2),
        ("menu", "sales", 4),
    ]


@pytest.mark.parametrize("how", ["announce", "reject", "refused"])
def test_b1_blacklisted_caller_is_turned_away_and_not_abandoned(how):
    story = Story().inbound(queue="").user("TVSHOP_BLACKLIST", CUSTOMER, how)
    call = folded(story.at(2).hangup(CUSTOMER, cause=21, source=CUSTOMER).finish())
    assert (call.outcome, call.legs, call.queue) == ("rejected", (), "")


def test_b1_caller_who_is_only_warned_about_is_answered_like_any():
    story = Story().inbound(queue="").user("TVSHOP_BLACKLIST", CUSTOMER, "warn").queued("sales")
    assert folded(story.at(40).hangup(CUSTOMER, source=CUSTOMER).finish()).outcome == "abandoned"


def dialled_by_a_campaign():
    """A call that begins with no agent: half of it dials, the other half is left behind."""
    story = Story()
    caller = "Local/13812345678@campaign-00000001;2"
    story.add("CHAN_START", caller, exten=NUMBER, context="campaign")
    story.user("TVSHOP_OUT", caller, exten=NUMBER).user("TVSHOP_CAMPAIGN", caller, "17")
    story.add("APP_START", caller, app="Dial", exten=NUMBER)
    story.add("CHAN_START", CUSTOMER)
    return story, caller


def test_d3_campaigns_call_that_reached_an_agent_is_answered():
    story, caller = dialled_by_a_campaign()
    story.at(4).answer(CUSTOMER).hangup(caller).queued("outbound")
    story.ring(agent("1001")).at(5).answer(agent("1001")).bridge(agent("1001"), CUSTOMER)
    story.at(35).unbridge(CUSTOMER, agent("1001")).hangup(agent("1001")).hangup(CUSTOMER)
    call = folded(story.finish())
    assert (call.direction, call.callee_raw, call.outcome) == ("out", NUMBER, "answered")
    assert call.reached_at == pytest.approx(START + 4, abs=0.1)
    assert call.answered_at == pytest.approx(START + 5, abs=0.1)
    assert [(mark.name, mark.value) for mark in call.marks] == [("campaign", "17")]


def test_d3_campaigns_call_that_reached_nobody_is_abandoned():
    story, caller = dialled_by_a_campaign()
    story.at(4).answer(CUSTOMER).hangup(caller).user("TVSHOP_QUEUE", CUSTOMER, "outbound")
    story.at(6).user("TVSHOP_ABANDONED", CUSTOMER).at(12).hangup(CUSTOMER)
    call = folded(story.finish())
    assert (call.outcome, call.answered_at) == ("abandoned", None)
    assert call.reached_at == pytest.approx(START + 4, abs=0.1)
    assert call.queue_leave == pytest.approx(START + 6, abs=0.1), "the message is no waiting"


def test_d3_campaigns_call_tells_why_nobody_answered():
    story, caller = dialled_by_a_campaign()
    story.at(3).hangup(CUSTOMER, cause=17).hangup(caller, cause=17)
    call = folded(story.finish())
    assert (call.outcome, call.cause, call.reached_at) == ("busy", 17, None)
