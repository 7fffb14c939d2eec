"""The line between a scripted PBX and a gateway that only remembers."""

import asyncio
from dataclasses import dataclass, field

import psycopg2
import pytest
from story import CUSTOMER, Story, agent, answered_call
from test_client import Pbx, until
from test_spool import line as spool_line
from tvshop_cti.ami import actions
from tvshop_cti.ami.client import NotConnected
from tvshop_cti.bridge import commands, registrations
from tvshop_cti.bridge import line as line_module
from tvshop_cti.bridge.line import Line

LIST_END = "Event: {name}Complete\r\nActionID: {{id}}\r\nEventList: Complete\r\n\r\n"


@dataclass
class Command:
    id: int
    kind: str
    payload: dict


@dataclass
class Gateway:
    open: set = field(default_factory=set)
    unheard: set = field(default_factory=set)
    rows: list = field(default_factory=list)
    config: dict = field(default_factory=dict)
    members: dict = field(default_factory=dict)
    pending: list = field(default_factory=list)
    saved: dict = field(default_factory=dict)
    said: list = field(default_factory=list)
    filled: list = field(default_factory=list)
    fails: int = 0
    poison: str = ""

    def open_linkedids(self):
        return self.open

    def cel_rows(self, linkedids):
        return [event for event in self.rows if event.linkedid in linkedids]

    def save_calls(self, calls):
        if self.fails:
            self.fails -= 1
            raise psycopg2.OperationalError("the database is starting up")
        if self.poison in {call.linkedid for call in calls}:
            raise ValueError("cannot be saved")
        self.saved.update((call.linkedid, call) for call in calls)

    def claim_outbox(self, limit):
        taken, self.pending = self.pending[:limit], self.pending[limit:]
        return taken

    def desired_config(self):
        return self.config

    def unheard_linkedids(self):
        return self.unheard

    def desired_phones(self):
        return {}

    def desired_members(self):
        return self.members

    def signed_in(self):
        return {"1001"}

    def cel_position(self):
        return ""

    def fill_cel(self, rows, _position):
        self.filled += rows
        return {"pbx1-1.1"} if rows else set()

    def __getattr__(self, name):
        return lambda *args: self.said.append((name, *args))


@dataclass(frozen=True)
class Address:
    name: str
    ami_host: str
    ami_port: int
    ami_user: str = "tvshop"


def listing(name, rows=""):
    head = "Response: Success\r\nActionID: {id}\r\nEventList: start\r\n\r\n"
    return head + rows + LIST_END.format(name=name)


def cel(event):
    values = {
        "EventName": event.type, "CallerIDnum": event.cid_num, "Exten": event.exten,
        "Channel": event.channel, "Application": event.app, "AppData": event.appdata,
        "EventTime": str(int(event.time)), "UniqueID": event.uniqueid, "LinkedID": event.linkedid,
        "UserDefType": event.userdef, "Extra": event.extra,
    }  # fmt: skip
    lines = "".join(f"{name}: {value}\r\n" for name, value in values.items())
    return f"Event: CEL\r\nTimestamp: {event.time + 0.0003:.6f}\r\n{lines}\r\n"


def live(body, gateway=None, channels="", **options):
    """Run `body(pbx, line, gateway)` on a line that is up; the options are Line's."""
    gateway = gateway or Gateway()

    async def main():
        pbx = Pbx()
        ok = "Response: Success\r\nActionID: {id}\r\n\r\n"
        pbx.answers |= dict.fromkeys(
            ("QueueAdd", "QueueRemove", "QueuePause", "DBPut", "DBDel", "Redirect", "ModuleLoad"),
            ok,
        )
        pbx.answers["Originate"] = ok
        pbx.answers["CoreStatus"] = ok.replace("\r\n\r\n", "\r\nCoreStartupTime: 1\r\n\r\n")
        pbx.answers["CoreShowChannels"] = listing("CoreShowChannels", channels)
        pbx.answers["PJSIPShowContacts"] = "Response: Error\r\nActionID: {id}\r\n\r\n"
        pbx.answers["DBGetTree"] = listing("DBGetTree")
        pbx.answers["QueueStatus"] = listing("QueueStatus")
        line = Line(Address("pbx1", *await pbx.serve()), gateway, "x", **options)
        task = asyncio.ensure_future(line.run())
        try:
            await until(lambda: line.health[0] == "up")
            await body(pbx, line, gateway)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            pbx.server.close()

    asyncio.run(main())


def test_call_is_saved_as_it_goes_on():
    async def body(pbx, _line, gateway):
        story = Story().inbound().at(5).ring(agent(1001))
        pbx.send("".join(map(cel, story.events)))
        await until(lambda: gateway.saved)
        (call,) = gateway.saved.values()
        assert (call.current_extension, call.talking) == ("1001", False)

    live(body)


def test_database_outage_loses_nothing():
    async def body(pbx, line, gateway):
        gateway.fails = 2
        pbx.send("".join(map(cel, answered_call())))
        await until(lambda: line.health[0] == "degraded")
        await until(lambda: gateway.saved)
        assert [call.outcome for call in gateway.saved.values()] == ["answered"]
        await until(lambda: line.health[0] == "up")

    live(body)


def test_browsers_are_told_again_after_a_database_outage(monkeypatch):
    monkeypatch.setattr(line_module, "TELL_AFTER", 0.1)
    monkeypatch.setattr(line_module, "TICK", 0.05)

    async def body(pbx, _line, gateway):
        def told():
            return gateway.said.count(("tell_agents",))

        await until(lambda: told() == 1)  # after the start
        gateway.fails = 1
        pbx.send("".join(map(cel, answered_call())))
        await until(lambda: gateway.saved)
        await until(lambda: told() == 2)
        await asyncio.sleep(0.3)
        assert told() == 2

    live(body)


@pytest.mark.parametrize("is_open", [True, False])
def test_what_a_broken_database_forgot_is_saved_again(monkeypatch, is_open):
    monkeypatch.setattr(line_module, "TELL_AFTER", 0.1)
    monkeypatch.setattr(line_module, "TICK", 0.05)
    forgotten = answered_call()

    async def body(pbx, _line, gateway):
        await until(lambda: ("tell_agents",) in gateway.said)  # after the start
        pbx.send("".join(map(cel, forgotten)))
        await until(lambda: gateway.saved)
        gateway.saved.clear()
        known = gateway.open if is_open else gateway.unheard
        known.add(forgotten[0].linkedid)
        gateway.fails = 1
        pbx.send("".join(map(cel, Story("pbx1-7.7").inbound().events)))
        await until(lambda: len(gateway.saved) == 2)
        assert gateway.saved[forgotten[0].linkedid].outcome == "answered"

    live(body)


def test_call_that_cannot_be_saved_does_not_stop_the_others():
    async def body(pbx, _line, gateway):
        gateway.poison = "pbx1-1.1"
        pbx.send("".join(map(cel, Story("pbx1-1.1").inbound().events + answered_call())))
        await until(lambda: gateway.saved)
        assert "pbx1-1.1" not in gateway.saved

    live(body)


def test_record_has_the_last_word_on_an_ended_call(monkeypatch):
    monkeypatch.setattr(line_module, "VERIFY_AFTER", 0)
    monkeypatch.setattr(line_module, "TICK", 0.05)
    events = answered_call()

    async def body(pbx, _line, gateway):
        gateway.rows = events
        heard = [event for event in events if not event.type.startswith("BRIDGE")]
        pbx.send("".join(map(cel, heard)))
        await until(lambda: gateway.saved)
        await until(lambda: gateway.saved[events[0].linkedid].talk)
        assert gateway.saved[events[0].linkedid].talk == pytest.approx(60, abs=0.01)

    live(body)


def test_take_up_closes_calls_from_the_record_and_loses_the_rest():
    ended, cut = answered_call(), Story("pbx1-7.7").inbound().events
    gateway = Gateway(open={ended[0].linkedid, "pbx1-7.7", "pbx1-8.8"}, rows=ended + cut)

    async def body(_pbx, _line, gateway):
        await until(lambda: len(gateway.saved) == 2)
        assert gateway.saved[ended[0].linkedid].outcome == "answered"
        assert gateway.saved["pbx1-7.7"].outcome == "lost"
        assert [said[1] for said in gateway.said if said[0] == "lose_calls"] == [["pbx1-8.8"]]

    live(body, gateway)


def test_take_up_records_calls_that_came_and_went_unheard():
    events = answered_call()

    async def body(_pbx, _line, gateway):
        await until(lambda: gateway.saved)
        assert gateway.saved[events[0].linkedid].outcome == "answered"

    live(body, Gateway(unheard={events[0].linkedid}, rows=events))


def test_take_up_finds_calls_it_did_not_hear_begin():
    story = Story().inbound().at(5).ring(agent(1001))
    channel = f"Event: CoreShowChannel\r\nActionID: {{id}}\r\nLinkedid: {story.linkedid}\r\n\r\n"

    async def body(_pbx, _line, gateway):
        await until(lambda: gateway.saved)
        assert gateway.saved[story.linkedid].is_open

    live(body, Gateway(rows=story.events), channel)


def test_command_is_sent_once_and_its_end_told():
    async def body(pbx, line, gateway):
        gateway.pending = [
            Command(5, "phone_close", {"extension": "1002"}),
            Command(6, "dial", {"extension": "1001", "number": "138&139"}),
            Command(7, "phone_secret", {"extension": "1001", "secret": "s"}),
        ]
        line.wake("outbox")
        finished = gateway.said
        await until(lambda: len([1 for said in finished if said[0] == "finish_outbox"]) == 3)
        ends = [said[1][0][:2] for said in finished if said[0] == "finish_outbox"]
        assert ends == [(5, "done"), (6, "failed"), (7, "done")]
        assert pbx.seen.count("DBPut") == 2 and "Originate" not in pbx.seen

    live(body)


def test_dial_without_answer_is_unknown_and_not_tried_again():
    async def body(pbx, line, gateway):
        number = {"extension": "1001", "number": "13812345678", "shown": "王"}
        gateway.pending = [Command(9, "dial", number)]
        line.wake("outbox")
        await until(lambda: "Originate" in pbx.seen)
        pbx.writers[-1].transport.abort()
        await until(lambda: "finish_outbox" in [said[0] for said in gateway.said])
        (end,) = [said[1][0] for said in gateway.said if said[0] == "finish_outbox"]
        assert end[:2] == (9, "unknown")
        await until(lambda: line.health[0] == "up")
        assert pbx.seen.count("Originate") == 1

    live(body)


def test_nobody_is_dialled_while_the_pbx_is_silent(monkeypatch):
    monkeypatch.setattr(commands, "PING_TIMEOUT", 0.05)

    async def body(pbx, line, gateway):
        del pbx.answers["Ping"]
        gateway.pending = [Command(9, "dial", {"extension": "1001", "number": "13812345678"})]
        line.wake("outbox")
        await until(lambda: "finish_outbox" in [said[0] for said in gateway.said])
        (end,) = [said[1][0] for said in gateway.said if said[0] == "finish_outbox"]
        assert end[:2] == (9, "failed") and "Originate" not in pbx.seen

    live(body)


def test_bridge_that_lost_the_lead_writes_and_sends_nothing_until_it_is_certain():
    lead = [True]

    async def body(pbx, line, gateway):
        claim = gateway.claim_outbox

        def stand_still(limit):
            lead[0] = not gateway.pending
            return claim(limit)

        gateway.claim_outbox = stand_still
        gateway.pending = [Command(9, "dial", {"extension": "1001", "number": "13812345678"})]
        line.wake("outbox")
        await until(lambda: not lead[0])
        pbx.send("".join(map(cel, answered_call())))
        await asyncio.sleep(0.3)
        assert "Originate" not in pbx.seen and not gateway.saved
        lead[0] = True
        await until(lambda: gateway.saved and "finish_outbox" in [said[0] for said in gateway.said])
        (end,) = [said[1][0] for said in gateway.said if said[0] == "finish_outbox"]
        assert end[:2] == (9, "failed") and "Originate" not in pbx.seen

    live(body, is_leading=lambda: lead[0])


def test_bridge_that_lost_the_lead_leaves_the_queues_to_the_other():
    lead, members = [True], {"sales": {"1001": (0, False, "")}}

    async def body(pbx, line, gateway):
        def lose_lead():
            lead[0] = False
            return members

        await until(lambda: "QueueStatus" in pbx.seen)  # after the start
        rows = "Event: QueueParams\r\nActionID: {id}\r\nQueue: sales\r\n\r\n"
        pbx.answers["QueueStatus"] = listing("QueueStatus", rows)
        gateway.desired_members = lose_lead
        line.wake("agents")
        await until(lambda: not lead[0])
        await asyncio.sleep(0.2)
        assert "QueueAdd" not in pbx.seen
        gateway.desired_members = lambda: members
        lead[0] = True
        await until(lambda: "QueueAdd" in pbx.seen)

    live(body, is_leading=lambda: lead[0])


def test_phone_that_came_back_before_its_loss_was_saved_is_not_lost(monkeypatch):
    monkeypatch.setattr(registrations, "GRACE", 0.0)
    monkeypatch.setattr(line_module, "TICK", 0.05)

    def contact(status):
        return f"Event: ContactStatus\r\nAOR: 1001\r\nContactStatus: {status}\r\n\r\n"

    async def body(pbx, _line, gateway):
        tried = []

        def agents_lost(extensions):
            tried.append(extensions)
            if len(tried) == 1:
                raise psycopg2.OperationalError("the database is starting up")
            gateway.said.append(("agents_lost", extensions))

        def told():
            return [said[0] for said in gateway.said if said[1:] == ({"1001"},)]

        gateway.agents_lost = agents_lost
        pbx.send(contact("Created"))
        await until(lambda: told() == ["agents_back"])
        gateway.said.clear()
        pbx.send(contact("Removed"))
        await until(lambda: tried)
        pbx.send(contact("Created"))
        await until(lambda: told() == ["agents_back", "agents_lost", "agents_back"])

    live(body)


def test_r24_phone_of_a_page_closed_while_nobody_watched_is_told_lost(monkeypatch):
    monkeypatch.setattr(registrations, "GRACE", 0.0)
    monkeypatch.setattr(line_module, "TICK", 0.05)

    async def body(_pbx, _line, gateway):
        await until(lambda: ("agents_lost", {"1001"}) in gateway.said)

    live(body)


def test_gaps_of_the_record_are_filled_from_the_file_and_the_calls_saved(monkeypatch, tmp_path):
    monkeypatch.setattr(line_module, "RECORD_EVERY", 0.05)
    path = tmp_path / "tvshop.json"
    events = Story("pbx1-1.1").inbound().events

    async def body(_pbx, line, gateway):
        gateway.rows = events
        path.write_text(spool_line(1))
        await until(lambda: gateway.saved)
        assert len(gateway.filled) == 1
        # The PBX has no such channel, so its end is on no record: the call is lost.
        assert gateway.saved["pbx1-1.1"].outcome == "lost"
        assert line.health == ("up", "0 open calls")

    live(body, spool_path=str(path))


def test_health_says_when_the_file_cannot_be_read(monkeypatch, tmp_path):
    monkeypatch.setattr(line_module, "RECORD_EVERY", 0.05)

    async def body(_pbx, line, _gateway):
        await until(lambda: line.health[0] == "alarm")
        assert "record" in line.health[1]

    live(body, spool_path=str(tmp_path / "missing" / "tvshop.json"))
    live(lambda _pbx, line, _gateway: asyncio.sleep(0, line.health[1].index("record")))


def test_writer_of_the_record_is_loaded_again_when_it_writes_nothing(monkeypatch):
    monkeypatch.setattr(line_module, "VERIFY_AFTER", 0)
    monkeypatch.setattr(line_module, "TICK", 0.05)

    async def body(pbx, line, gateway):
        for number in ("5.5", "6.6"):
            events = Story(f"pbx1-{number}").inbound().hangup(CUSTOMER).finish()
            pbx.send("".join(map(cel, events)))
        await until(lambda: pbx.seen.count("ModuleLoad") == 2)
        assert line.health[0] == "alarm"
        gateway.rows = answered_call()
        pbx.send("".join(map(cel, answered_call())))
        await until(lambda: line.health[0] == "up")
        assert pbx.seen.count("ModuleLoad") == 2

    live(body)


def test_store_and_members_are_brought_in_step():
    gateway = Gateway(
        config={"hotline/4008000001/queue": "sales"},
        members={"sales": {"1001": (0, False, "")}, "nowhere": {"1002": (0, False, "")}},
    )

    async def body(pbx, line, _gateway):
        await until(lambda: "DBPut" in pbx.seen)
        pbx.answers["QueueStatus"] = listing(
            "QueueStatus",
            "Event: QueueParams\r\nActionID: {id}\r\nQueue: sales\r\n\r\n"
            "Event: QueueMember\r\nActionID: {id}\r\nQueue: sales\r\nLocation: PJSIP/1009\r\n\r\n",
        )
        line.wake("agents")
        await until(lambda: "QueueAdd" in pbx.seen)
        assert (pbx.seen.count("QueueAdd"), pbx.seen.count("QueueRemove")) == (1, 1)

    live(body, gateway)


def test_restarted_pbx_has_lost_its_calls_and_phones():
    async def body(pbx, line, gateway):
        pbx.send("".join(map(cel, Story().inbound().events)))
        await until(lambda: gateway.saved)
        pbx.answers["CoreStatus"] = pbx.answers["CoreStatus"].replace("Time: 1", "Time: 2")
        pbx.writers[-1].transport.abort()
        await until(lambda: "pbx_lost" in [said[0] for said in gateway.said])
        await until(lambda: [c.outcome for c in gateway.saved.values()] == ["lost"])

    live(body)


def test_what_other_add_ons_bring_acts_while_the_pbx_is_heard(monkeypatch):
    made = []

    class Extension:
        every = 0.01

        def __init__(self, line):
            made.append(self)
            self.line, self.ticks, self.is_closed = line, 0, False

        async def tick(self):
            self.ticks += 1
            assert self.line.is_hearing
            raise ValueError("what goes wrong here must not end the line")

        async def close(self):
            self.is_closed = True

    monkeypatch.setattr(line_module, "EXTENSIONS", [Extension])

    async def body(_pbx, line, _gateway):
        (extension,) = made
        await until(lambda: extension.ticks > 2)
        line._client.is_up = False
        await asyncio.sleep(0.05)
        before = extension.ticks
        await asyncio.sleep(0.3)
        assert extension.ticks == before
        line._client.is_up = True
        await until(lambda: extension.ticks > before)

    live(body)
    assert made[0].is_closed


def test_nothing_is_asked_of_the_pbx_by_who_may_not_lead():
    leads = [True]

    async def body(pbx, line, _gateway):
        await line.call(actions.ping())
        leads.clear()
        with pytest.raises(NotConnected):
            await line.call(actions.ping())

    live(body, is_leading=lambda: bool(leads))
