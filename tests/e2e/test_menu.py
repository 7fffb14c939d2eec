"""Customers press keys: in menus, and to be called back instead of waiting."""

import time
import xmlrpc.client

import pytest
from floor import agents, eventually

from runtime.control import Control
from runtime.lifecycle import start

SERVICE_LINE = "4008000008"
LINE = "4008000007"
NUMBERS = tuple(f"1367770{n:04d}" for n in range(20))
SOON = 5  # seconds in which an edit has reached the PBX


class Office:
    """What a person does in Odoo, without the browser."""

    def __init__(self, company, login):
        common = xmlrpc.client.ServerProxy(f"{company.settings.url}/xmlrpc/2/common")
        self._who = (
            company.settings.database,
            common.authenticate(company.settings.database, login, login, {}),
            login,
        )
        self._odoo = xmlrpc.client.ServerProxy(
            f"{company.settings.url}/xmlrpc/2/object", allow_none=True
        )

    def call(self, model, method, *arguments):
        return self._odoo.execute_kw(*self._who, model, method, list(arguments))

    def find(self, model, **values):
        return self.call(model, "search", [[name, "=", value] for name, value in values.items()])[0]


class Menu:
    """A short menu: 1 the queue, 2 hours that never open, else a call-back."""

    def __init__(self, office):
        self.office = office
        self.prompt = office.call("tvshop.prompt", "create", {"name": "测试", "text": "请按键。"})
        self.hours = office.call("tvshop.opening.hours", "create", {"name": "不营业"})
        self.id = office.call("tvshop.menu", "create", {"name": "测试菜单"})
        self.ask = self.step(
            "选择", None, "next", "keys", prompt_id=self.prompt, tries=2, timeout=3
        )
        vip = office.find("tvshop.queue", pbx_queue="vip")
        self.vip = self.step("贵宾", self.ask, "1", "queue", queue_id=vip)
        hours = self.step("营业", self.ask, "2", "hours", hours_id=self.hours)
        self.step("开门", hours, "open", "queue", queue_id=vip)
        self.step("关门", hours, "closed", "hangup", prompt_id=self.prompt)
        self.step("回电", self.ask, "default", "callback")
        self.serve()

    def step(self, name, parent, branch, kind, **values):
        place = {"menu_id": self.id, "parent_id": parent or False, "branch": branch}
        vals = {"name": name, "kind": kind, **place, **values}
        return self.office.call("tvshop.menu.node", "create", vals)

    def serve(self):
        self.office.call("tvshop.menu", "action_serve", [self.id])


@pytest.fixture(scope="module")
def line(company, store):
    """A hotline to do with what one likes; as it was afterwards."""
    office = Office(company, "admin")
    hotline = office.find("tvshop.hotline", did=LINE)
    kept = ("queue_id", "hours_id", "welcome", "menu_id")
    before = office.call("tvshop.hotline", "read", [hotline], kept)[0]

    def change(**values):
        office.call("tvshop.hotline", "write", [hotline], values)

    yield change
    change(
        **{
            name: before[name][0] if "_id" in name and before[name] else before[name]
            for name in kept
        }
    )


@pytest.fixture(scope="module")
def menu(company, line, store):
    menu = Menu(Office(company, "supervisor"))
    line(menu_id=menu.id)
    eventually(
        lambda: store(f"hotline/{LINE}/menu") == str(menu.id), "the menu is not on the PBX", SOON
    )
    yield menu
    line(menu_id=False)


def by_number(records, number):
    return records.ended_call(f"caller_e164 = '+86{number}'")


def path_of(records, call):
    return records.one(f"SELECT menu_path FROM tvshop_call WHERE id = {call['id']}")["menu_path"]


def queue_of(records, call):
    return records.one(
        "SELECT q.pbx_queue FROM tvshop_call c JOIN tvshop_queue q ON q.id = c.queue_id"
        f" WHERE c.id = {call['id']}"
    )["pbx_queue"]


def asked(records, call):
    """How a call-back was asked for in a call, by the dialplan's mark."""
    rows = records.rows(
        "SELECT e.extra FROM tvshop_cel e JOIN tvshop_call c ON c.linkedid = e.linkedid"
        f" WHERE c.id = {call['id']} AND e.userdeftype = 'TVSHOP_CALLBACK'"
    )
    return [row["extra"] for row in rows]


def test_l5_key_leads_to_the_queue_and_the_agent_sees_it(chromium, company, callers, records):
    with agents(chromium, company, "agent1") as agent:
        call = callers.place(NUMBERS[0], SERVICE_LINE, "talk", keys="ww1")
        agent.wait_phone("ringing")
        agent.page.wait_for_selector(".o_tvshop_call_menu:has-text('[1] 订购')")
        agent.answer()
        agent.hang_up()
        assert call.wait("ended")
    record = by_number(records, NUMBERS[0])
    assert record["outcome"] == "answered" and path_of(records, record) == "[1] 订购"


def test_l5_menu_runs_while_odoo_and_bridge_are_down(company, callers, records, menu):
    control = Control(company.settings)
    plans = {
        "1": ("[1] 贵宾", "abandoned"),
        "2": ("[2] 营业 › 关门", "closed"),
        "9": ("回电", "callback"),
        "": ("选择", "menu"),
    }
    control.ask("stop", "bridge")
    control.ask("stop", "odoo")
    try:
        calls = {
            number: callers.place(
                number, LINE, "silent", 3 if key == "" else 15, f"ww{key}" if key else ""
            )
            for number, key in zip(NUMBERS[1:], plans, strict=False)
        }
        assert all(call.wait("ended", 40) for call in calls.values())
    finally:
        start(company, control, "odoo")
        start(company, control, "bridge")
    for number, plan in zip(calls, plans.values(), strict=True):
        record = by_number(records, number)
        assert (path_of(records, record), record["outcome"]) == plan
    assert asked(records, by_number(records, NUMBERS[3])) == ['{"extra":"menu"}']


def test_l5_new_menu_leaves_callers_in_the_old_one_alone(callers, records, menu, store):
    version = int(store(f"menu/{menu.id}/version"))
    inside = callers.place(NUMBERS[6], LINE, "silent", 12, keys="wwwwwwww1")
    assert inside.wait("answered")
    menu.office.call("tvshop.menu.node", "unlink", [menu.vip])
    menu.step("贵宾回电", menu.ask, "1", "callback")
    menu.serve()
    eventually(lambda: store(f"menu/{menu.id}/version") == str(version + 1), "no new menu", SOON)
    after = callers.place(NUMBERS[7], LINE, "silent", 25, keys="ww1")
    assert inside.wait("ended") and after.wait("ended")
    stayed = by_number(records, NUMBERS[6])
    assert (stayed["outcome"], queue_of(records, stayed)) == ("abandoned", "vip"), "as he chose"
    assert by_number(records, NUMBERS[7])["outcome"] == "callback"


@pytest.fixture(scope="module")
def waiting_line(company, line, store):
    """A hotline straight to a queue that offers a call-back soon, and once somebody waits."""
    office = Office(company, "admin")
    queues = {key: office.find("tvshop.queue", pbx_queue=key) for key in ("vip",)}
    offers = company.settings.prompts / "queues.conf"

    def offer(**values):
        office.call("tvshop.queue", "write", [queues["vip"]], values)
        eventually(
            lambda: (
                ("[vip]" in offers.read_text()) == bool(values["offer_after"])
                and store("offer/vip/waiting") == str(values["offer_waiting"] or "")
            ),
            "the offer is not on the PBX",
            SOON,
        )
        time.sleep(0.5)  # the queue reads its file again

    line(menu_id=False, welcome=False, hours_id=False, queue_id=queues["vip"])
    eventually(lambda: store(f"hotline/{LINE}/queue") == "vip", "the hotline is as before", SOON)
    yield offer
    offer(offer_after=0, offer_waiting=0)


def close_others(company, number):
    """Call-backs of others, the demo's say, would be given out first."""
    company.cluster.query(
        "UPDATE tvshop_callback SET state = 'closed'"
        f" WHERE state IN ('open', 'given') AND e164 <> '+86{number}'"
    )


def test_e5_offer_is_accepted_by_keypad_and_the_others_wait_on(
    chromium, company, callers, records, waiting_line
):
    waiting_line(offer_after=4, offer_waiting=0)
    # a position is announced first; what is pressed before four seconds is no answer
    accepts = callers.place(NUMBERS[8], LINE, "silent", 40, keys="wwww1" + "w" * 20 + "1")
    withheld = callers.place(
        hotline=LINE,
        behaviour="withheld",
        seconds=45,
        keys="w" * 24 + "1" + "w" * 13 + "013912345678#",
    )
    waits = callers.place(NUMBERS[9], LINE, "silent", 20)
    assert accepts.wait("ended", 50) and waits.wait("ended") and withheld.wait("ended", 50)
    accepted = by_number(records, NUMBERS[8])
    assert accepted["outcome"] == "callback" and accepted["wait_seconds"] >= 4
    assert asked(records, accepted) == ['{"extra":"offer"}']
    keyed = records.ended_call(f"is_withheld AND did = '{LINE}'")
    assert asked(records, keyed) == ['{"extra":"offer:013912345678"}']
    assert by_number(records, NUMBERS[9])["outcome"] == "abandoned"
    asked_for = "SELECT e164, source FROM tvshop_callback WHERE state = 'open' AND source = 'offer'"
    eventually(
        lambda: (
            {row["e164"] for row in records.rows(asked_for)}
            >= {f"+86{NUMBERS[8]}", "+8613912345678"}
        ),
        "there is no call-back of who asked for one",
    )
    close_others(company, NUMBERS[8])
    with agents(chromium, company, "agent2") as agent:
        agent.page.wait_for_selector(".o_tvshop_callback_offer")
        agent.key("F7")
        agent.page.wait_for_selector(f".o_tvshop_callback_number:has-text('{NUMBERS[8][-4:]}')")


def first_rung(agent):
    """The last digits of the caller whom the agent sees first."""
    agent.wait_phone("ringing")
    agent.page.wait_for_selector(".o_tvshop_caller:has-text('****')")
    return agent.text(".o_tvshop_caller")[-4:]


def test_e5_too_early_a_key_costs_no_place(chromium, company, callers, records, waiting_line):
    waiting_line(offer_after=60, offer_waiting=0)
    first = callers.place(NUMBERS[10], LINE, "silent", 60, keys="wwww1")
    assert first.wait("answered")
    time.sleep(0.5)
    second = callers.place(NUMBERS[11], LINE, "silent", 60)
    time.sleep(3)
    with agents(chromium, company, "agent2") as agent:
        assert first_rung(agent) == NUMBERS[10][-4:], "the first is no longer the first"
        callers.hang_up(first)
        callers.hang_up(second)
    assert by_number(records, NUMBERS[10])["outcome"] == "abandoned"


def test_e5_offer_at_once_when_enough_wait_keeps_the_place(
    chromium, company, callers, records, waiting_line
):
    waiting_line(offer_after=0, offer_waiting=1)
    head = callers.place(NUMBERS[12], LINE, "silent", 60)
    assert head.wait("answered")
    time.sleep(1)
    accepts = callers.place(NUMBERS[13], LINE, "silent", 40, keys="wwww1")
    listens = callers.place(NUMBERS[14], LINE, "silent", 60)
    time.sleep(0.5)
    waiting_line(offer_after=0, offer_waiting=0)
    late = callers.place(NUMBERS[15], LINE, "silent", 60)
    assert accepts.wait("ended", 40)
    assert asked(records, by_number(records, NUMBERS[13])) == ['{"extra":"offer"}']
    time.sleep(2)
    callers.hang_up(head)
    with agents(chromium, company, "agent2") as agent:
        assert first_rung(agent) == NUMBERS[14][-4:], "the later one is before"
        callers.hang_up(listens)
        callers.hang_up(late)
