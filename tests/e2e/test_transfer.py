"""Two agents and a customer."""

import pytest
from floor import agents

NUMBER = "13800000002"
NAME = "李建国"


@pytest.fixture
def two(chromium, company):
    with agents(chromium, company, "agent1", "agent2") as pages:
        yield pages


def talk(two, callers):
    """One of the two talks with the customer: (that one, the other, the call)."""
    call = callers.place(number=NUMBER)
    first = two[0]
    ringing = ".o_tvshop_systray[data-state=ringing]"
    while not any(page.page.locator(ringing).count() for page in two):
        first.page.wait_for_timeout(100)
    talker = next(page for page in two if page.page.locator(ringing).count())
    other = next(page for page in two if page is not talker)
    talker.answer()
    return talker, other, call


def extension(records, page):
    return records.one(
        "SELECT a.extension FROM tvshop_agent a JOIN res_users u ON u.id = a.user_id"
        f" WHERE u.login = '{page.login}'"
    )["extension"]


def transfer_of(records):
    call = records.ended_call(f"caller_e164 = '+86{NUMBER}'")
    transfers = records.rows(
        f"SELECT kind, to_extension FROM tvshop_call_transfer WHERE call_id = {call['id']}"
    )
    return call, transfers


def test_l1_blind_transfer_moves_customer_and_screen(two, callers, records):
    talker, other, call = talk(two, callers)
    to = extension(records, other)
    talker.transfer_to(to, is_blind=True)
    other.answer()
    other.wait_customer(NAME)
    other.assert_audio_both_ways()
    other.hang_up()
    assert call.wait("ended")
    record, transfers = transfer_of(records)
    assert transfers == [{"kind": "blind", "to_extension": to}]
    assert record["outcome"] == "answered"


def test_l1_attended_transfer_asks_first(two, callers, records):
    talker, other, call = talk(two, callers)
    to = extension(records, other)
    talker.transfer_to(to, is_blind=False)
    other.answer()
    talker.page.click(".o_tvshop_phone_call button.btn-primary:visible >> nth=0")
    other.wait_customer(NAME)
    other.assert_audio_both_ways()
    other.hang_up()
    assert call.wait("ended")
    record, transfers = transfer_of(records)
    assert transfers == [{"kind": "attended", "to_extension": to}]


def test_l1_conference_joins_all_three(two, callers, records):
    talker, other, call = talk(two, callers)
    talker.transfer_to(extension(records, other), is_blind=False)
    other.answer()
    talker.press("conference")
    talker.wait_phone("talking")
    talker.assert_audio_both_ways()
    other.assert_audio_both_ways()
    talker.hang_up()
    other.hang_up()
    assert call.wait("ended")
    assert records.ended_call(f"caller_e164 = '+86{NUMBER}'")["outcome"] == "answered"
