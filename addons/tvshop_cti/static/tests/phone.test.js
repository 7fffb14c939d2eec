import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { advanceTime, tick } from "@odoo/hoot-mock";
import { EventBus } from "@odoo/owl";

import { Deferred } from "@web/core/utils/concurrency";

import { Phone, makeSecret } from "@tvshop_cti/phone/phone";
import { screenPopOf } from "@tvshop_cti/phone/screen_pop";

import { FakeUA, SETTINGS, fakeStream } from "./fake_sip";

describe.current.tags("headless");

const AGENT = { id: 1, extension: "1001", state: "ready", state_since: false, queues: [] };
const CALL = {
    id: 5,
    direction: "in",
    state: "ringing",
    number_masked: "138****1234",
    partners: [],
    partner_id: false,
    can_resume: false,
};

let server;
let asked;
let desk;
let shown;
let calling;
let ua;
let popped;
let isDeskShown;
let isMicrophoneDenied;
let phone;

function makeDesk() {
    shown = [];
    return {
        bus: new EventBus(),
        isBusy: false,
        setCaller: (caller) => (calling = caller),
        show: () => shown.push(["show"]),
        openCustomer: (id, origin) => shown.push(["openCustomer", id, origin.call_id]),
        openChoice: (rows, origin) => shown.push(["openChoice", rows.length, origin.call_id]),
        openNew: (origin) => shown.push(["openNew", origin.call_id]),
    };
}

function answerOf(method) {
    if (method === "desk_open_phone" && server.agent.state === "signed_out") {
        server.agent.state = "paused";
    }
    return {
        desk_state: { ...server },
        desk_open_phone: { ...SETTINGS, secret: undefined },
        desk_callbacks: server.callbacks,
    }[method];
}

beforeEach(() => {
    server = {
        agent: { ...AGENT },
        call: false,
        pause_reasons: [],
        hotkeys: {},
        pbx: null,
        last_hint: 100,
    };
    asked = [];
    popped = 0;
    isDeskShown = false;
    isMicrophoneDenied = false;
    ua = null;
    desk = makeDesk();
    phone = new Phone({
        desk,
        isDeskShown: () => isDeskShown,
        createUA: () => (ua = new FakeUA()),
        popped: { load: () => popped, save: (id) => (popped = id) },
        makeTabs: ({ onGain, onLose }) => ({ takeOver: onGain, lose: onLose }),
        softphoneOptions: {
            getMicrophone: async () => {
                if (isMicrophoneDenied) {
                    throw Object.assign(new Error(), { code: "denied" });
                }
                return fakeStream();
            },
        },
        orm: {
            silent: {
                call: async (model, method, args) => {
                    asked.push([method, ...args]);
                    return answerOf(method);
                },
            },
        },
    });
});

const hint = (call, id) => phone.takeHint({ agent: server.agent, call }, id);

const askedMethods = () => asked.map(([method]) => method);

async function lead() {
    await phone.refresh();
    phone.lead();
    await tick();
}

describe("the telephone", () => {
    test("is opened with a secret of its own by the leading tab of a signed-in agent", async () => {
        await lead();
        expect(ua.asked).toEqual(["start"]);
        const [, secret] = asked.find(([method]) => method === "desk_open_phone");
        expect(secret).toMatch(/^[0-9a-f]{32}$/);
        expect(makeSecret()).not.toBe(secret);
    });

    test("stays closed while the agent is signed out, and until sign-in", async () => {
        server.agent.state = "signed_out";
        await lead();
        expect(ua).toBe(null);
        await phone.signIn();
        expect(ua.asked).toEqual(["start"]);
    });

    test("stays closed in a tab that does not lead", async () => {
        await phone.refresh();
        expect(ua).toBe(null);
    });

    test("is left silently when another tab takes it", async () => {
        await lead();
        phone.tabs.lose();
        expect(ua.asked).toEqual(["start", "disconnect", "stop"]);
        expect(phone.state.isLeader).toBe(false);
    });

    test("is closed when the server signs the agent out", async () => {
        await lead();
        server.agent.state = "signed_out";
        await phone.refresh();
        expect(ua.asked).toEqual(["start", "stop"]);
    });

    test("is opened anew with another secret once the server has ended its own", async () => {
        await lead();
        const first = ua;
        await advanceTime(60000);
        const refuse = () => ua.emit("registrationFailed", { response: { status_code: 401 } });
        refuse();
        await tick();
        expect(ua).toBe(first); // another page has the phone
        server.agent.is_phone_lost = true;
        ua.emit("registered");
        refuse();
        await tick();
        await tick();
        expect(ua).not.toBe(first);
        const secrets = asked.filter(([method]) => method === "desk_open_phone");
        expect(secrets.length).toBe(2);
        expect(secrets[0][1]).not.toBe(secrets[1][1]);
    });

    test("is left to another seat where the agent signs in, until it is asked for here", async () => {
        server.agent.state = "signed_out";
        await lead();
        server.agent.state = "ready";
        await phone.refresh();
        expect(ua).toBe(null);
        expect(phone.state.isElsewhere).toBe(true);
        await phone.act("ready");
        expect(ua.asked).toEqual(["start"]);
        expect(phone.state.isElsewhere).toBe(false);
    });

    test("that was replaced is not taken back when the other seat's is lost", async () => {
        await lead();
        ua.emit("registered");
        await advanceTime(60000);
        const refuse = () => ua.emit("registrationFailed", { response: { status_code: 401 } });
        refuse();
        await tick();
        expect(phone.state.isElsewhere).toBe(true);
        const replaced = ua;
        server.agent.is_phone_lost = true;
        await phone.refresh();
        expect(ua).toBe(replaced);
        await phone.act("ready");
        expect(ua).not.toBe(replaced);
    });

    test("that the PBX never knew is not said to be elsewhere", async () => {
        await lead();
        await advanceTime(60000);
        ua.emit("registrationFailed", { response: { status_code: 401 } });
        await tick();
        expect(phone.state.isElsewhere).toBe(false);
    });

    test("waits for the end of the call before it is opened anew", async () => {
        await lead();
        await advanceTime(60000);
        const session = ua.ring();
        await phone.act("answer");
        server.agent.is_phone_lost = true;
        ua.emit("registrationFailed", { response: { status_code: 401 } });
        await tick();
        expect(session.asked).toEqual(["answer"]);
        session.terminate();
        await tick();
        await tick();
        expect(askedMethods().filter((method) => method === "desk_open_phone").length).toBe(2);
    });

    test("of two answers under way the newer counts", async () => {
        const first = phone.refresh();
        server.agent = { ...AGENT, state: "paused" };
        const second = phone.refresh();
        await Promise.all([first, second]);
        expect(phone.state.agent.state).toBe("paused");
    });
});

describe("after a reload in mid-call", () => {
    beforeEach(() => {
        server.agent.state = "on_call";
        server.call = { ...CALL, state: "talking", can_resume: true };
    });

    test("the call is fetched back once the phone is registered", async () => {
        await lead();
        expect(askedMethods()).not.toInclude("desk_resume_call");
        ua.emit("registered");
        await tick();
        expect(askedMethods()).toInclude("desk_resume_call");
        ua.ring("R5");
        await tick();
        expect(phone.state.sip.line.status).toBe("talking");
        await advanceTime(15000);
        expect(phone.state.sip.failure).toBe(null);
    });

    test("a call that does not come back is told", async () => {
        await lead();
        ua.emit("registered");
        await tick();
        await advanceTime(15000);
        expect(phone.state.sip.failure).toEqual({ kind: "resume" });
        expect(phone.canResume).toBe(true);
    });
});

test("a call sent on to a colleague is not offered back", async () => {
    server.agent.state = "wrap_up";
    await lead();
    server.call = { ...CALL, state: "ended", can_resume: true };
    await phone.refresh();
    expect(phone.canResume).toBe(false);
});

describe("the screen pop", () => {
    const rows = (count) => [...Array(count).keys()].map((index) => ({ id: index + 7 }));

    test("is the customer, a choice, or a form", () => {
        const method = (values) => screenPopOf({ ...CALL, ...values })?.method;
        expect(method({ partners: rows(1) })).toBe("openCustomer");
        expect(method({ partners: rows(2) })).toBe("openChoice");
        expect(method({ partners: rows(2), partner_id: 8 })).toBe("openCustomer");
        expect(method({})).toBe("openNew");
        expect(method({ is_withheld: true, number_masked: "" })).toBe("openNew");
        expect(method({ direction: "internal" })).toBe(undefined);
    });

    test("tells the desktop where an order comes from", () => {
        const { origin } = screenPopOf({ ...CALL, direction: "out", region: "广东" });
        expect(origin.order_method).toBe("phone_out");
        expect(origin.region).toBe("广东");
        expect(origin.call_id).toBe(5);
    });

    test("opens once for each call", async () => {
        await lead();
        server.call = { ...CALL, partners: rows(1) };
        await phone.refresh();
        await phone.refresh();
        expect(shown).toEqual([["openCustomer", 7, 5]]);
    });

    test("shows what a hint tells, and an older answer does not take it away", async () => {
        await lead();
        const old = phone.refresh();
        hint({ ...CALL, partners: rows(1) }, 101);
        await old;
        expect(shown).toEqual([["openCustomer", 7, 5]]);
        expect(phone.state.call.id).toBe(5);
        expect(calling.partnerId).toBe(7);
        await phone.refresh();
        expect(phone.state.call).toBe(false);
    });

    test("needs no question after a hint, but one that it has overtaken is asked again", async () => {
        await lead();
        expect(hint({ ...CALL }, 101)).toBe(true);
        const overtaken = phone.refresh();
        expect(hint({ ...CALL, id: 6 }, 102)).toBe(false);
        await overtaken;
        expect(hint({ ...CALL, id: 7 }, 103)).toBe(false);
        await phone.refresh();
        expect(hint({ ...CALL, id: 8 }, 104)).toBe(true);
    });

    test("leaves the call-backs alone that were asked for after it", async () => {
        await lead();
        const late = new Deferred();
        const call = phone.call.bind(phone);
        phone.call = (method, args) => (method === "desk_state" ? late : call(method, args));
        const refreshed = phone.refresh();
        server.callbacks = { given: { id: 3 } };
        await phone.callbacks.ask("desk_callbacks");
        late.resolve({ ...server, callbacks: { given: false } });
        await refreshed;
        expect(phone.callbacks.given).toEqual({ id: 3 });
    });

    test("comes with the agent's state, which is asked for no more", async () => {
        await lead();
        asked = [];
        const agent = { ...AGENT, state: "on_call" };
        expect(phone.takeHint({ agent, call: { ...CALL, state: "talking" } }, 101)).toBe(true);
        expect(phone.state.agent.state).toBe("on_call");
        expect(phone.state.call.state).toBe("talking");
        expect(asked).toEqual([]);
    });

    test("is none for a hint that the server's answer is newer than", async () => {
        await lead();
        hint({ ...CALL }, 100);
        expect(shown).toEqual([]);
        expect(phone.state.call).toBe(false);
    });

    test("is none for the hints of a new connection until the server has answered", async () => {
        await lead();
        server.last_hint = 105;
        const answered = phone.reconnect();
        hint({ ...CALL, id: 6 }, 104);
        await answered;
        hint({ ...CALL, id: 6 }, 105);
        expect(shown).toEqual([]);
        hint({ ...CALL, id: 7 }, 106);
        expect(shown).toEqual([["openNew", 7]]);
    });

    test("shows the caller's row until the profile is there", () => {
        expect(screenPopOf({ ...CALL, partners: rows(1) }).preview).toEqual(rows(1)[0]);
        expect(screenPopOf({ ...CALL, partner_id: 7 }).preview).toBe(undefined);
    });

    test("does not take another tab away from its work", async () => {
        server.call = { ...CALL };
        await phone.refresh();
        expect(shown).toEqual([]);
        isDeskShown = true;
        await phone.refresh();
        expect(shown).toEqual([["openNew", 5]]);
    });

    test("whom the agent chooses is who called", async () => {
        await lead();
        server.call = { ...CALL, partners: rows(2) };
        await phone.refresh();
        desk.bus.trigger("CUSTOMER_OPENED", { partnerId: 8, origin: { call_id: 5 } });
        await tick();
        expect(asked).toInclude(["desk_attach_partner", 5, 8]);
        expect(asked.at(-1)).toEqual(["desk_state"]);
    });

    test("whom the server knows is not told again, nor a customer opened without a call", async () => {
        await lead();
        server.call = { ...CALL, partners: rows(1), partner_id: 7 };
        await phone.refresh();
        desk.bus.trigger("CUSTOMER_OPENED", { partnerId: 7, origin: { call_id: 5 } });
        desk.bus.trigger("CUSTOMER_OPENED", { partnerId: 9, origin: null });
        await tick();
        expect(askedMethods()).not.toInclude("desk_attach_partner");
    });
});

describe("what the agent does", () => {
    test("ready signs in first", async () => {
        server.agent.state = "signed_out";
        await lead();
        await phone.act("ready");
        expect(askedMethods().filter((method) => method !== "desk_state")).toEqual([
            "desk_open_phone",
            "desk_set_state",
        ]);
        expect(asked.find(([method]) => method === "desk_set_state")).toEqual([
            "desk_set_state",
            "ready",
            false,
        ]);
    });

    test("ready ends a wrap-up", async () => {
        server.agent.state = "wrap_up";
        await lead();
        await phone.act("ready");
        expect(askedMethods()).toInclude("desk_finish_wrap");
    });

    test("an unknown action does nothing", async () => {
        await lead();
        const before = asked.length;
        phone.act("dance");
        expect(asked.length).toBe(before);
    });

    test("dialling ends by the call's arrival", async () => {
        await lead();
        ua.emit("registered");
        await phone.dial(33);
        expect(asked.at(-1)).toEqual(["desk_dial", 33]);
        expect(phone.state.isDialling).toBe(true);
        ua.ring("D4");
        await tick();
        expect(phone.state.isDialling).toBe(false);
    });
});

describe("who is on the line", () => {
    test("is told to the desktop while the call lasts", async () => {
        server.call = { ...CALL, partners: [{ id: 42, name: "Wang" }] };
        await phone.refresh();
        expect(calling).toMatchObject({ partnerId: 42, name: "Wang", origin: { call_id: 5 } });
        server.call = { ...server.call, state: "ended" };
        await phone.refresh();
        expect(calling).toBe(null);
    });

    test("waits for the answer before it takes the screen from a half-typed order", async () => {
        await lead();
        isDeskShown = true;
        desk.isBusy = true;
        server.call = { ...CALL };
        await phone.refresh();
        expect(shown).toEqual([]);
        server.call = { ...CALL, state: "talking" };
        await phone.refresh();
        expect(shown).toEqual([["openNew", 5]]);
    });
});

test("a number that nobody dials is given up and said so", async () => {
    await lead();
    await phone.dial(3);
    expect(phone.state.isDialling).toBe(true);
    await advanceTime(20000);
    expect(phone.state.isDialling).toBe(false);
    expect(phone.state.sip.failure).toEqual({ kind: "dial" });
});

test("nobody is ready without a microphone, until it is allowed", async () => {
    server.agent.state = "signed_out";
    isMicrophoneDenied = true;
    await lead();
    await phone.setReady();
    expect(askedMethods()).not.toInclude("desk_set_state");
    isMicrophoneDenied = false;
    await phone.setReady();
    expect(askedMethods()).toInclude("desk_set_state");
});
