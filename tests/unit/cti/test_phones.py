"""Agents' telephones in the PBX's own store."""

import json

from tvshop_cti.bridge import phones


def apply(sequence, store):
    """The store after these actions."""
    store = dict(store)
    for action in sequence:
        headers = dict(action.headers)
        key = f"{headers['Family']}/{headers['Key']}"
        if action.name == "DBPut":
            store[key] = headers["Val"]
        else:
            del store[key]
    return store


def test_l1_new_agent_has_a_phone_that_nobody_can_open_yet():
    sequence, must_reload = phones.standing_actions({"1001": "陈晓敏"}, {})
    store = apply(sequence, {})
    assert must_reload
    assert json.loads(store["tvshop/endpoint/1001"])["callerid"] == '"陈晓敏" <1001>'
    assert len(json.loads(store["tvshop/auth/1001"])["password"]) == 64


def test_l1_standing_phone_keeps_its_session_and_needs_no_reload():
    names = {"1001": "陈晓敏"}
    store = apply(phones.standing_actions(names, {})[0], {})
    store = apply([phones.open_action("1001", "of this page")], store)
    assert phones.standing_actions(names, store) == ([], False)
    renamed, must_reload = phones.standing_actions({"1001": "陈小敏"}, store)
    assert [dict(one.headers)["Key"] for one in renamed] == ["endpoint/1001"] and not must_reload


def test_l1_phone_of_an_agent_who_left_is_removed():
    store = apply(phones.standing_actions({"1001": "a", "1002": "b"}, {})[0], {})
    left = apply(phones.standing_actions({"1002": "b"}, store)[0], store)
    assert {key.rpartition("/")[2] for key in left} == {"1002"}


def test_r24_secret_is_dead_after_signing_out():
    store = apply([phones.open_action("1001", "of this page")], {})
    store = apply([phones.close_action("1001")], store)
    assert "of this page" not in store["tvshop/auth/1001"]
