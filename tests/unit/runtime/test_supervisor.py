import asyncio
import os
import signal
from types import SimpleNamespace

import pytest

from runtime import supervisor
from runtime.control import Control
from runtime.health import describe
from runtime.services import Service
from runtime.supervisor import Keeper, Supervisor, next_pause, rotate


def test_pauses_double_up_to_the_longest():
    pauses, pause = [], 0.0
    for _start in range(9):
        pauses.append(pause := next_pause(pause, lived=1))
    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]


def test_who_lived_long_starts_again_at_once():
    assert next_pause(30, lived=61) == 0.5


def test_a_small_log_stays(tmp_path):
    (tmp_path / "a.log").write_text("x")
    rotate(tmp_path / "a.log", limit=10)
    assert [p.name for p in tmp_path.iterdir()] == ["a.log"]


def test_a_large_log_moves_aside_while_its_writer_goes_on(tmp_path):
    path = tmp_path / "a.log"
    with open(path, "ab", buffering=0) as writer:
        for text in (b"first", b"second", b"third", b"fourth", b"fifth"):
            writer.write(text)
            rotate(path, limit=1, copies=3)
        writer.write(b"now")
    assert path.read_bytes() == b"now"
    kept = [path.with_name(f"a.log.{n}").read_bytes() for n in (1, 2, 3)]
    assert kept == [b"fifth", b"fourth", b"third"]


async def until(check, seconds=5):
    for _try in range(int(seconds * 50)):
        if check():
            return True
        await asyncio.sleep(0.02)
    return False


def test_what_dies_is_started_again(tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.01)

    async def scenario():
        keeper = Keeper(Service("sleeper", ["sleep", "60"]), tmp_path / "log")
        assert await until(lambda: keeper.process)
        first = keeper.process.pid
        os.kill(first, signal.SIGKILL)
        assert await until(lambda: keeper.describe()["pid"] not in (None, first))
        second = keeper.process.pid
        await keeper.stop()
        return keeper.restarts, second

    restarts, second = asyncio.run(scenario())
    assert restarts == 1
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)


def test_a_program_that_is_missing_does_not_end_the_supervisor(tmp_path):
    async def scenario():
        keeper = Keeper(Service("ghost", ["/no/such/program"]), tmp_path / "log")
        assert await until(lambda: keeper.restarts)
        detail = keeper.describe()["detail"]
        await keeper.stop()
        return detail

    assert "No such file" in asyncio.run(scenario())


def test_who_ignores_the_signal_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "PATIENCE", 0.2)

    async def scenario():
        script = "trap '' TERM; echo ready; while :; do sleep 0.1; done"
        keeper = Keeper(Service("deaf", ["bash", "-c", script]), tmp_path / "log")
        assert await until(lambda: (tmp_path / "log").exists() and (tmp_path / "log").read_text())
        await keeper.stop()
        return keeper.process.returncode

    assert asyncio.run(scenario()) == -signal.SIGKILL


def test_orders_come_by_the_socket(tmp_path):
    settings = SimpleNamespace(logs=tmp_path, run=tmp_path)
    company = SimpleNamespace(
        settings=settings, service=lambda name: Service(name, ["sleep", "60"])
    )
    control = Control(settings)

    async def scenario():
        running = asyncio.create_task(Supervisor(company).run(control.socket))
        assert await until(control.socket.exists)
        await asyncio.to_thread(control.ask, "start", "odoo")
        await asyncio.sleep(0.1)
        status = await asyncio.to_thread(control.ask, "status")
        await asyncio.to_thread(control.quit)
        await running
        return status

    assert asyncio.run(scenario())["odoo"]["pid"]
    assert control.ask("status") is None


@pytest.mark.parametrize(
    ("answer", "kept", "state"),
    [
        ("up", {"pid": 1, "restarts": 0, "detail": ""}, "up"),
        ("up", None, "up"),
        ("degraded", {"pid": 1, "restarts": 0, "detail": ""}, "degraded"),
        (None, {"pid": 1, "restarts": 0, "detail": ""}, "starting"),
        (None, {"pid": None, "restarts": 3, "detail": "ended with 1"}, "down"),
        (None, None, "down"),
    ],
)
def test_status_believes_the_part_itself(answer, kept, state):
    assert describe(answer, "what it says", kept)["state"] == state
