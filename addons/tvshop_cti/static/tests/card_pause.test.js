import { beforeEach, describe, expect, test } from "@odoo/hoot";

import { allowTranslations } from "@web/../tests/web_test_helpers";

import { recordingOf, recordingProblemOf, toggleCardPause } from "@tvshop_cti/phone/card_pause";

describe.current.tags("headless");

beforeEach(() => allowTranslations());

const CALL = { recording: "on", recording_request: false, recording_failed: false };

function makePhone(call) {
    const asked = [];
    return {
        asked,
        state: { call: call && { ...CALL, ...call } },
        call: async (method) => asked.push(method),
        refresh: async () => asked.push("refresh"),
    };
}

const keyOf = (call) => recordingOf({ call: { ...CALL, ...call } }).key;

test("card data may be said only once the pause is confirmed", () => {
    expect(keyOf({})).toBe("on");
    expect(keyOf({ recording_request: "pause" })).toBe("pausing");
    expect(keyOf({ recording: "paused" })).toBe("paused");
    expect(keyOf({ recording: "paused", recording_request: "resume" })).toBe("paused");
});

test("a call that is not recorded shows nothing and asks for nothing", async () => {
    for (const call of [false, { recording: "off" }, { recording: false }]) {
        const phone = makePhone(call);
        await toggleCardPause(phone);
        expect(recordingOf(phone.state)).toBe(false);
        expect(phone.asked).toEqual([]);
    }
});

test("the same key pauses and records again, and is deaf while it is asked", async () => {
    const methods = [];
    for (const call of [{}, { recording: "paused" }, { recording_request: "pause" }]) {
        const phone = makePhone(call);
        await toggleCardPause(phone);
        methods.push(phone.asked[0]);
    }
    expect(methods).toEqual(["desk_pause_recording", "desk_resume_recording", undefined]);
});

test("a pause that was not confirmed is a warning against taking card data", () => {
    const problem = (call) => recordingProblemOf({ call: { ...CALL, ...call } });
    expect(problem({})).toBe(false);
    expect(String(problem({ recording_failed: true }))).toMatch("NOT paused");
    expect(String(problem({ recording_failed: true, recording: "paused" }))).toMatch("not resumed");
});
