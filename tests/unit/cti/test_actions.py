"""No value can smuggle a second header, action or number to the PBX."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tvshop_cti.ami import actions
from tvshop_cti.ami.actions import Action, UnsafeValue


def test_action_is_encoded_with_its_id_and_ends_once():
    data = actions.db_put("hotline/4008000001/queue", "sales").encode("tvshop-7")
    assert data == (
        b"Action: DBPut\r\nActionID: tvshop-7\r\nFamily: hotline\r\n"
        b"Key: 4008000001/queue\r\nVal: sales\r\n\r\n"
    )


@given(st.text(), st.sampled_from("\r\n\0"), st.text())
def test_line_breaks_are_refused_in_any_value(before, bad, after):
    with pytest.raises(UnsafeValue):
        Action("Setvar", Value=before + bad + after).encode("1")


@given(st.text(max_size=200))
def test_any_encoded_action_is_one_action(text):
    try:
        data = Action("Setvar", Value=text).encode("1")
    except UnsafeValue:
        return
    assert data.count(b"\r\n\r\n") == 1 and data.count(b"\r\n") == 4


def test_line_longer_than_asterisk_reads_is_refused():
    with pytest.raises(UnsafeValue):
        Action("DBPut", Val="汉" * 400).encode("1")


@pytest.mark.parametrize(
    "number",
    ["", "12", "1" * 21, "138&139", "1,2,3", "1|2", "${X}1", "+8613", "１３８１", "12a4", None],
)
def test_number_with_anything_but_digits_is_refused(number):
    with pytest.raises(UnsafeValue):
        actions.dial_digits(number)


def test_number_of_digits_passes():
    assert actions.dial_digits("13812345678") == "13812345678"


@pytest.mark.parametrize("ext", ["100", "10011", "1001&PJSIP/1002", "１００１", 1001])
def test_extension_is_four_digits(ext):
    with pytest.raises(UnsafeValue):
        actions.queue_add("sales", ext)


@pytest.mark.parametrize(
    "channel", ["", "x", "PJSIP/1001-1&PJSIP/2", "PJSIP/1 2", "all", "/^PJSIP/"]
)
def test_redirect_takes_one_channel_by_name_only(channel):
    with pytest.raises(UnsafeValue):
        actions.redirect(channel, "tvshop-resume", "1001")


@pytest.mark.parametrize("key", ["hotline", "a b/c", "a//b", "a/b\r\n", "/a/b", "a/b/"])
def test_key_of_the_store_is_plain(key):
    with pytest.raises(UnsafeValue):
        actions.db_put(key, "1")


def test_shown_name_cannot_leave_its_quotes():
    action = actions.originate("1001", "dial-out", "13812345678", ('x" <1>,${A}王', "D5"), {"V": 5})
    headers = dict(action.headers)
    assert headers["CallerID"] == '"x 1A王" <D5>'
    assert headers["Variable"] == ["V=5"]


def test_number_is_dialled_by_the_dialplan_under_a_linked_id_of_ours():
    action = actions.originate_number("13812345678", "campaign", "pbx1-1.017", 55, {"RING": 25})
    text = action.encode("x").decode()
    assert "Channel: Local/13812345678@campaign/n\r\n" in text
    assert "ChannelId: pbx1-1.017\r\n" in text and "Variable: __RING=25\r\n" in text
    with pytest.raises(actions.UnsafeValue):
        actions.originate_number("138&1002", "campaign", "x", 55, {})
