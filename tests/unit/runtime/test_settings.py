import os
from itertools import combinations
from pathlib import Path

import pytest

from runtime import settings as module
from runtime.errors import Stop
from runtime.settings import Settings, is_loopback, is_traversable
from runtime.settings import test_environment as environment_of_tests


@pytest.fixture(autouse=True)
def _reachable(monkeypatch):
    monkeypatch.setattr(module, "is_traversable", lambda path: True)


def test_defaults_are_the_documented_addresses():
    settings = Settings.load({})
    assert settings.url == "http://127.0.0.1:8069"
    assert settings.addresses["TVSHOP_CARRIER_SIP"] == ("127.0.0.2", 5060)
    assert settings.state == settings.checkout / ".tvshop"
    assert settings.fsync and settings.is_demo


def test_every_value_moves_by_environment(tmp_path):
    settings = Settings.load({"TVSHOP_HTTP": "127.0.0.5:80", "TVSHOP_STATE": str(tmp_path / "s")})
    assert settings.url == "http://127.0.0.5:80"
    assert settings.state == tmp_path / "s"


def test_settings_survive_the_way_through_the_environment(tmp_path):
    settings = Settings.load({"TVSHOP_STATE": str(tmp_path), "TVSHOP_PBX_RTP": "2000-2100"})
    assert Settings.load(settings.environ()) == settings


@pytest.mark.parametrize(
    "value", ["8069", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:0", "h:70000"]
)
def test_an_address_that_is_none_names_the_variable(value):
    with pytest.raises(Stop, match="TVSHOP_HTTP=.* is not HOST:PORT"):
        Settings.load({"TVSHOP_HTTP": value})


@pytest.mark.parametrize("value", ["1", "20-10", "10000-9000", "80-90", "a-b"])
def test_a_range_that_is_none_names_the_variable(value):
    with pytest.raises(Stop, match="TVSHOP_PBX_RTP=.* is not FIRST-LAST"):
        Settings.load({"TVSHOP_PBX_RTP": value})


def test_a_path_too_long_for_sockets_is_refused():
    with pytest.raises(Stop, match="set TVSHOP_STATE to a shorter one"):
        Settings.load({"TVSHOP_STATE": "/tmp/" + "x" * 100})


def test_root_in_a_closed_folder_keeps_its_state_elsewhere(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(module, "is_traversable", lambda path: False)
    state = Settings.load({"TVSHOP_STATE": "/root/suite/.tvshop"}).state
    assert state.parent == Path("/var/lib/tvshop")


def test_a_closed_parent_is_noticed(tmp_path):
    (tmp_path / "closed").mkdir(mode=0o700)
    assert not is_traversable(tmp_path / "closed" / "state")


def test_companies_beside_each_other_share_no_address_and_no_folder():
    tests = [Settings.load(environment_of_tests({}, number)) for number in (1, 2)]
    for first, second in combinations([Settings.load({}), *tests], 2):
        assert not set(first.addresses.values()) & set(second.addresses.values())
        assert not set(first.ranges.values()) & set(second.ranges.values())
        assert first.state != second.state


def test_the_test_company_moves_by_its_own_variables():
    assert environment_of_tests({"TVSHOP_TEST_HTTP": "127.0.0.9:1"})["TVSHOP_HTTP"] == "127.0.0.9:1"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_loopback_addresses_are_private(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.2", "example.com", "10.0.0.1"])
def test_other_addresses_are_public(host):
    assert not is_loopback(host)
