import { beforeEach, describe, expect, test } from "@odoo/hoot";

import { allowTranslations } from "@web/../tests/web_test_helpers";

import { formatDuration, parseTime } from "@tvshop_cti/phone/clock";
import { callerOf, nextLabelOf, problemsOf, statusOf } from "@tvshop_cti/phone/phone_view";

describe.current.tags("headless");

beforeEach(() => allowTranslations());

const SIP = { connection: "registered", microphone: "ready", line: null, failure: null };
const LINE = { status: "talking", purpose: false, since: 7, name: "138****1234" };

function stateOf({ agent = {}, sip = {}, ...values } = {}) {
    return {
        agent: { state: "ready", state_since: false, ...agent },
        sip: { ...SIP, ...sip },
        call: false,
        pbx: { connected: true },
        isLeader: true,
        isRingBlocked: false,
        ...values,
    };
}

test("times are UTC unless they say otherwise", () => {
    const expected = Date.UTC(2026, 0, 2, 3, 4, 5);
    expect(parseTime("2026-01-02T03:04:05.000Z")).toBe(expected);
    expect(parseTime("2026-01-02 03:04:05")).toBe(expected);
    expect(parseTime(false)).toBe(0);
});

test("durations grow from minutes to hours, and never below zero", () => {
    expect([7, 750, 3723, -4].map(formatDuration)).toEqual(["0:07", "12:30", "1:02:03", "0:00"]);
});

test("the line counts more than the agent's state", () => {
    const state = stateOf({ agent: { state: "on_call" }, sip: { line: LINE } });
    expect(statusOf(state).key).toBe("talking");
    expect(statusOf(state).since).toBe(7);
});

test("a call of the agent's own is calling until the customer answers", () => {
    const sip = { line: { ...LINE, purpose: "dial" } };
    expect(statusOf(stateOf({ sip, call: { state: "ringing" } })).key).toBe("calling");
    expect(statusOf(stateOf({ sip, call: { state: "talking" } })).key).toBe("talking");
});

test("a call fetched back is as old as the customer knows it", () => {
    const call = { state: "talking", answered_at: "2026-01-02T00:00:00Z" };
    const sip = { line: { ...LINE, purpose: "resume" } };
    expect(statusOf(stateOf({ sip, call })).since).toBe(Date.UTC(2026, 0, 2));
});

test("a tab without the phone shows that it rings", () => {
    const call = { state: "ringing", start: "2026-01-02T03:04:05Z" };
    expect(statusOf(stateOf({ isLeader: false, call })).key).toBe("ringing");
});

test("a pause is named by its reason, and a wrap-up counts down", () => {
    const paused = stateOf({ agent: { state: "paused", pause_reason: "Lunch" } });
    expect(statusOf(paused).label).toBe("Lunch");
    const wrap = stateOf({ agent: { state: "wrap_up", wrap_until: "2026-01-02T00:00:00Z" } });
    expect(statusOf(wrap).until).toBe(Date.UTC(2026, 0, 2));
});

test("what comes after the call is told", () => {
    expect(nextLabelOf(stateOf({ agent: { next_state: "ready" } }))).toBe(false);
    expect(String(nextLabelOf(stateOf({ agent: { next_state: "paused" } })))).toBe("Paused");
});

test("an undisturbed phone has no problems", () => {
    expect(problemsOf(stateOf())).toEqual([]);
});

test("each hindrance is told once, the worst first", () => {
    const sip = { microphone: "denied", connection: "lost" };
    const tones = problemsOf(stateOf({ sip, pbx: { connected: false } })).map(({ tone }) => tone);
    expect(tones).toEqual(["danger", "danger", "warning"]);
});

test("another tab's phone is no problem of this one's connection", () => {
    const problems = problemsOf(stateOf({ isLeader: false, sip: { connection: "lost" } }));
    expect(problems.map(({ tone }) => tone)).toEqual(["info"]);
});

test("a phone at another seat is told instead of this one's connection", () => {
    const sip = { connection: "refused" };
    const told = (values) => problemsOf(stateOf({ sip, ...values })).map(({ tone }) => tone);
    expect(told()).toEqual(["danger"]);
    expect(told({ isElsewhere: true })).toEqual(["warning"]);
});

test("a signed-out agent is not told that the phone is off", () => {
    const state = stateOf({ agent: { state: "signed_out" }, sip: { connection: "lost" } });
    expect(problemsOf(state)).toEqual([]);
});

test("a busy colleague is told apart from one who does not answer", () => {
    const text = (code) => {
        const sip = { failure: { kind: "consult", code } };
        return String(problemsOf(stateOf({ sip }))[0].text);
    };
    expect(text(486)).not.toBe(text(0));
});

test("the caller is the masked number, or withheld", () => {
    expect(callerOf(stateOf({ call: { number_masked: "138****1234" } }))).toBe("138****1234");
    expect(callerOf(stateOf({ sip: { line: LINE } }))).toBe("138****1234");
    const call = { is_withheld: true, number_masked: "" };
    expect(String(callerOf(stateOf({ call })))).toBe("Number withheld");
});
