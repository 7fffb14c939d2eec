import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { EventBus } from "@odoo/owl";

import { CONNECTION } from "@tvshop_cti/softphone/registration";
import {
    actOnNumber,
    dialChosen,
    returnNumber,
    skipNumber,
    takeNumber,
} from "@tvshop_dialer/phone/numbers";

describe.current.tags("headless");

const GIVEN = { id: 7, partner_id: 3, number_masked: "138****8000", region: "广东深圳" };

let answers;
let asked;
let told;
let phone;

beforeEach(() => {
    answers = {
        desk_next_number: { campaigns: { offers: [], given: GIVEN } },
        desk_take_number: { campaigns: { offers: [], given: GIVEN }, refused: "" },
        desk_skip_number: { campaigns: { offers: [], given: false } },
        desk_callbacks: { campaigns: { offers: [], given: false } },
        desk_dial_number: { refused: "" },
    };
    asked = [];
    told = [];
    phone = {
        bus: new EventBus(),
        state: {
            callbacks: { campaigns: { offers: [{ id: 1, name: "回访" }], given: false } },
            sip: { connection: CONNECTION.REGISTERED, line: null },
            isDialling: false,
        },
        callbacks: {
            async ask(method, args) {
                asked.push([method, ...(args || [])]);
                phone.state.callbacks = answers[method];
            },
        },
        async dialBy(method) {
            asked.push([method]);
            return answers[method];
        },
        stopDialling: () => told.push("stopped"),
        desk: {
            show: () => {},
            openCustomer: (id, origin) => told.push([id, origin.order_method]),
            reload: () => told.push("reloaded"),
            close: () => told.push("closed"),
        },
    };
    phone.bus.addEventListener("NO_NUMBER", () => told.push("none"));
    phone.bus.addEventListener("NUMBER_REFUSED", ({ detail }) => told.push(detail.text));
});

test("the key takes the next number and shows the customer, then dials", async () => {
    await actOnNumber(phone);
    expect(told).toEqual([[3, "phone_out"]]);
    await actOnNumber(phone);
    expect(asked).toEqual([["desk_next_number", false], ["desk_dial_number"], ["desk_callbacks"]]);
});

test("a campaign of the offers can be chosen", async () => {
    await takeNumber(phone, 5);
    expect(asked).toEqual([["desk_next_number", 5]]);
});

test("the key does nothing in a call or without a telephone", async () => {
    phone.state.sip.line = {};
    await actOnNumber(phone);
    phone.state.sip = { connection: CONNECTION.LOST, line: null };
    await actOnNumber(phone);
    expect(asked).toEqual([]);
});

test("it says when no number is due", async () => {
    answers.desk_next_number = { campaigns: { offers: [], given: false } };
    await takeNumber(phone);
    expect(told).toEqual(["none"]);
});

test("a number that may no longer be called is not waited for", async () => {
    phone.state.callbacks.campaigns.given = GIVEN;
    answers.desk_dial_number = { refused: "Do not call" };
    await actOnNumber(phone);
    expect(told).toEqual(["stopped", "Do not call"]);
});

test("a chosen number is dialled at once, unless it is refused", async () => {
    await dialChosen(phone, 7);
    expect(asked.map(([method]) => method)).toEqual([
        "desk_take_number",
        "desk_dial_number",
        "desk_callbacks",
    ]);
    asked = [];
    answers.desk_take_number = { campaigns: { offers: [], given: false }, refused: "No consent" };
    await dialChosen(phone, 7);
    expect(asked).toEqual([["desk_take_number", 7]]);
    expect(told).toEqual(["No consent"]);
});

test("a skipped customer leaves the screen", async () => {
    await skipNumber(phone, "later");
    expect(asked).toEqual([["desk_skip_number", "later"]]);
    expect(told).toEqual(["closed"]);
});

test("a number that goes back can be chosen again in the customer's file", async () => {
    answers.desk_return_number = { campaigns: { offers: [], given: false } };
    await returnNumber(phone);
    expect(told).toEqual(["reloaded"]);
});
