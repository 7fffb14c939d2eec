import os
import socket
from types import SimpleNamespace

import pytest

from runtime import checks
from runtime import settings as settings_module
from runtime.errors import Stop
from runtime.settings import Settings


@pytest.fixture(autouse=True)
def _reachable(monkeypatch):
    monkeypatch.setattr(settings_module, "is_traversable", lambda path: True)


@pytest.fixture
def taken():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_taken_port_names_its_owner_and_the_variable(taken):
    settings = Settings.load({"TVSHOP_HTTP": f"127.0.0.1:{taken}"})
    with pytest.raises(Stop) as caught:
        checks.check_ports(settings)
    assert f"127.0.0.1:{taken} is taken by " in str(caught.value)
    assert f"(pid {os.getpid()})" in str(caught.value)
    assert "set TVSHOP_HTTP" in str(caught.value)


def test_an_address_of_another_machine_is_refused():
    settings = Settings.load({"TVSHOP_HTTP": "192.0.2.1:8069"})
    with pytest.raises(Stop, match="set TVSHOP_HTTP to an address of this machine"):
        checks.check_ports(settings)


@pytest.mark.parametrize("name", ["TVSHOP_HTTP", "TVSHOP_PBX_SIP", "TVSHOP_PBX_AMI"])
def test_demo_passwords_are_never_open_to_other_machines(name):
    settings = Settings.load({name: "0.0.0.0:9000"})
    with pytest.raises(Stop, match=f"{name}=0.0.0.0 can be reached by others"):
        checks.check_addresses(settings)


def public(state):
    environ = {"TVSHOP_HTTP": "0.0.0.0:9000", "TVSHOP_DEMO": "0", "TVSHOP_STATE": str(state)}
    return Settings.load(environ)


def test_a_company_without_demo_passwords_may_be_public(tmp_path):
    checks.check_addresses(public(tmp_path))


def test_a_company_made_as_demo_stays_private(tmp_path):
    settings = public(tmp_path)
    settings.demo_mark.touch()
    with pytest.raises(Stop, match="can be reached by others"):
        checks.check_addresses(settings)


def test_a_full_disk_is_noticed_before_the_start(monkeypatch, tmp_path):
    full = SimpleNamespace(f_bavail=10, f_frsize=4096)
    monkeypatch.setattr(os, "statvfs", lambda path: full)
    with pytest.raises(Stop, match="free some space or set TVSHOP_STATE"):
        checks.check_room(SimpleNamespace(state=tmp_path))
