import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { advanceTime, tick } from "@odoo/hoot-mock";

import { Ringer } from "@tvshop_cti/softphone/ringer";

describe.current.tags("headless");

let context;
let blocked;
let ringer;

function fakeContext() {
    const param = { setValueAtTime() {}, linearRampToValueAtTime() {}, value: 0 };
    const node = { connect: (other) => other, start: () => context.beeps++, stop() {} };
    return {
        state: "running",
        currentTime: 0,
        beeps: 0,
        isAllowed: true,
        createGain: () => ({ ...node, gain: param }),
        createOscillator: () => ({ ...node, frequency: param }),
        async resume() {
            this.state = this.isAllowed ? "running" : "suspended";
        },
    };
}

beforeEach(() => {
    context = fakeContext();
    blocked = [];
    ringer = new Ringer({
        createContext: () => context,
        onBlocked: (isBlocked) => blocked.push(isBlocked),
    });
});

test("rings at once and again until it is stopped", async () => {
    ringer.start();
    expect(context.beeps).toBe(2);
    await advanceTime(2500);
    expect(context.beeps).toBe(4);
    ringer.stop();
    await advanceTime(10000);
    expect(context.beeps).toBe(4);
});

test("started twice it rings once", () => {
    ringer.start();
    ringer.start();
    expect(context.beeps).toBe(2);
    ringer.stop();
});

test("says when the browser blocks it, and rings after the first click", async () => {
    Object.assign(context, { state: "suspended", isAllowed: false });
    ringer.start();
    await tick();
    expect(blocked.at(-1)).toBe(true);
    expect(context.beeps).toBe(0);
    context.isAllowed = true;
    await ringer.unlock();
    expect(blocked.at(-1)).toBe(false);
    await advanceTime(2500);
    expect(context.beeps).toBe(2);
    ringer.stop();
});
