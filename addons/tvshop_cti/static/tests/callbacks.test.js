import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { Deferred } from "@odoo/hoot-mock";
import { EventBus } from "@odoo/owl";

import { Callbacks } from "@tvshop_cti/phone/callbacks";
import { CONNECTION } from "@tvshop_cti/softphone/registration";
import { usualTimes } from "@tvshop_cti/callbacks_panel/callbacks_panel";

const { DateTime } = luxon;

describe.current.tags("headless");

const GIVEN = { id: 7, partner_id: 3, partners: [{ id: 3 }], spot: { id: 9 }, hotline: false };

let answers;
let asked;
let shown;
let phone;
let callbacks;

beforeEach(() => {
    answers = { desk_next_callback: GIVEN, desk_callbacks: { waiting: 0, given: GIVEN } };
    asked = [];
    shown = [];
    phone = {
        isSignedIn: true,
        bus: new EventBus(),
        state: {
            callbacks: { waiting: 1, given: false },
            sip: { connection: CONNECTION.REGISTERED, line: null },
            isDialling: false,
        },
        call: async (method) => {
            asked.push(method);
            return answers[method];
        },
        dialBy: async (method) => asked.push(method),
        desk: {
            openCustomer: (id, origin) => shown.push(["customer", id, origin.spot.id]),
            openChoice: (rows) => shown.push(["choice", rows.length]),
            openNew: (origin) => shown.push(["new", origin.order_method]),
            close: () => shown.push(["closed"]),
        },
    };
    callbacks = new Callbacks(phone);
});

describe("the key for call-backs", () => {
    test("takes the next one and shows the customer with the spot called for", async () => {
        await callbacks.act();
        expect(asked).toEqual(["desk_next_callback", "desk_callbacks"]);
        expect(shown).toEqual([["customer", 3, 9]]);
        expect(phone.state.callbacks.given).toBe(GIVEN);
    });

    test("dials once one is given", async () => {
        phone.state.callbacks.given = GIVEN;
        await callbacks.act();
        expect(asked).toEqual(["desk_dial_callback"]);
    });

    test("does nothing in a call or without a telephone", async () => {
        phone.state.sip.line = {};
        await callbacks.act();
        phone.state.sip = { connection: CONNECTION.LOST, line: null };
        await callbacks.act();
        expect(asked).toEqual([]);
    });

    test("an older answer does not take the given one away", async () => {
        const slow = new Deferred();
        phone.call = () => slow;
        const old = callbacks.poll();
        phone.call = async (method) => answers[method];
        await callbacks.act();
        slow.resolve({ waiting: 1, given: false });
        await old;
        expect(phone.state.callbacks.given).toBe(GIVEN);
    });

    test("says when nobody waits", async () => {
        answers = { desk_next_callback: false, desk_callbacks: { waiting: 0, given: false } };
        let told = 0;
        phone.bus.addEventListener("NO_CALLBACK", () => told++);
        await callbacks.act();
        expect(told).toBe(1);
        expect(shown).toEqual([]);
    });

    test("offers a choice or an empty form for numbers of several or of nobody", async () => {
        answers.desk_next_callback = { ...GIVEN, partner_id: false, partners: [{}, {}] };
        await callbacks.take();
        answers.desk_next_callback = { ...GIVEN, partner_id: false, partners: [] };
        await callbacks.take();
        expect(shown).toEqual([
            ["choice", 2],
            ["new", "phone_out"],
        ]);
    });
});

test("the usual times are ahead, and tomorrow's at the full hour", () => {
    const now = DateTime.fromISO("2026-11-23T21:40:00");
    const times = usualTimes(now).map(({ at }) => at.toFormat("dd HH:mm"));
    expect(times).toEqual(["23 22:10", "23 23:40", "24 10:00", "24 19:00"]);
});
