"""The client against a scripted PBX on a real socket."""

import asyncio
import contextlib

import pytest
from tvshop_cti.ami import actions, client
from tvshop_cti.ami.client import AmiError, Client, NotConnected, Refused


class Pbx:
    """Answers each action by `answers[name]`, a template that gets the ActionID."""

    def __init__(self):
        self.answers = {
            "Login": "Response: Success\r\nActionID: {id}\r\n\r\n",
            "Ping": "Response: Success\r\nPing: Pong\r\nActionID: {id}\r\n\r\n",
        }
        self.seen = []
        self.writers = []

    async def serve(self):
        self.server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        return self.server.sockets[0].getsockname()

    async def _talk(self, reader, writer):
        self.writers.append(writer)
        writer.write(b"Asterisk Call Manager/11.0.0\r\n")
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                frame = (await reader.readuntil(b"\r\n\r\n")).decode()
                headers = dict(line.split(": ", 1) for line in frame.strip().split("\r\n"))
                self.seen.append(headers["Action"])
                answer = self.answers.get(headers["Action"], "")
                writer.write(answer.replace("{id}", headers["ActionID"]).encode())

    def send(self, text):
        self.writers[-1].write(text.encode())


def live(body):
    """Run `body(pbx, client, batches)` with a client that is up."""

    async def main():
        pbx, batches = Pbx(), []
        address = await pbx.serve()
        ami = Client(address, ("tvshop", "x"), batches.append, wanted=("Hold",))
        task = asyncio.ensure_future(ami.run())
        try:
            await until(lambda: ami.is_up)
            await body(pbx, ami, batches)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            pbx.server.close()

    asyncio.run(main())


async def until(condition, timeout=5):
    async def poll():
        while not condition():
            await asyncio.sleep(0.01)

    await asyncio.wait_for(poll(), timeout)


def test_events_come_in_batches():
    async def body(pbx, _ami, batches):
        pbx.send("Event: Hold\r\nN: 1\r\n\r\nEvent: VarSet\r\n\r\nEvent: Hold\r\nN: 2\r\n\r\n")
        await until(lambda: batches)
        assert [[message.get("N") for message in batch] for batch in batches] == [["1", "2"]]

    live(body)


def test_list_is_collected_to_its_end_while_events_flow():
    async def body(pbx, ami, batches):
        pbx.answers["CoreShowChannels"] = (
            "Response: Success\r\nActionID: {id}\r\nEventList: start\r\n\r\n"
            "Event: CoreShowChannel\r\nActionID: {id}\r\nChannel: A\r\n\r\n"
            "Event: Hold\r\nN: 1\r\n\r\n"
            "Event: CoreShowChannelsComplete\r\nActionID: {id}\r\nEventList: Complete\r\n\r\n"
        )
        _response, rows = await ami.call(actions.core_show_channels())
        assert [row.get("Channel") for row in rows] == ["A"]
        assert [message.get("N") for batch in batches for message in batch] == ["1"]

    live(body)


def test_refused_action_raises_with_the_reason():
    async def body(pbx, ami, _batches):
        pbx.answers["Redirect"] = "Response: Error\r\nActionID: {id}\r\nMessage: No such\r\n\r\n"
        with pytest.raises(Refused, match="No such"):
            await ami.call(actions.redirect("PJSIP/1001-1", "tvshop-resume", "1001"))

    live(body)


def test_action_without_answer_times_out_and_others_go_on():
    async def body(_pbx, ami, _batches):
        with pytest.raises(AmiError, match="no answer"):
            await ami.call(actions.queue_status(), timeout=0.1)
        await ami.call(actions.ping())

    live(body)


def test_lost_connection_fails_what_waits_and_comes_back():
    async def body(pbx, ami, _batches):
        waiting = asyncio.ensure_future(ami.call(actions.queue_status()))
        await until(lambda: "QueueStatus" in pbx.seen)
        pbx.writers[-1].transport.abort()
        with pytest.raises(AmiError):
            await waiting
        with pytest.raises(NotConnected):
            await ami.call(actions.ping())
        await until(lambda: ami.is_up)
        assert pbx.seen.count("Login") == 2

    live(body)


def test_silent_pbx_is_noticed_and_left(monkeypatch):
    monkeypatch.setattr(client, "PING_EVERY", 0.05)
    monkeypatch.setattr(client, "SILENCE_LIMIT", 0.2)

    async def body(pbx, ami, _batches):
        pbx.answers["Ping"] = ""
        await until(lambda: not ami.is_up, timeout=2)
        await until(lambda: pbx.seen.count("Login") == 2)

    live(body)
