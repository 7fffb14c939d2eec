import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { tick } from "@odoo/hoot-mock";

import { TabLeader } from "@tvshop_cti/phone/tab_leader";

describe.current.tags("headless");

/** One lock of a browser, as Web Locks define it. */
class FakeLocks {
    constructor() {
        this.queue = [];
        this.holder = null;
    }

    request(name, { steal, signal }, callback) {
        return new Promise((resolve, reject) => {
            const ask = { callback, reject };
            const abort = () => reject(Object.assign(new Error(), { name: "AbortError" }));
            signal?.addEventListener("abort", () => {
                this.queue = this.queue.filter((other) => other !== ask);
                abort();
            });
            if (steal) {
                this.holder?.reject(Object.assign(new Error(), { name: "AbortError" }));
                this.grant(ask);
            } else if (this.holder) {
                this.queue.push(ask);
            } else {
                this.grant(ask);
            }
        });
    }

    grant(ask) {
        this.holder = ask;
        ask?.callback();
    }

    closeHolder() {
        this.holder = null;
        this.grant(this.queue.shift());
    }
}

let locks;
let events;

beforeEach(() => {
    locks = new FakeLocks();
    events = [];
});

function makeTab(name) {
    const tab = new TabLeader({
        name: "phone",
        locks,
        onGain: () => events.push(`${name} gains`),
        onLose: () => events.push(`${name} loses`),
    });
    tab.start();
    return tab;
}

test("the first tab leads, the second when the first is closed", async () => {
    const first = makeTab("first");
    const second = makeTab("second");
    await tick();
    expect([first.isLeader, second.isLeader]).toEqual([true, false]);
    locks.closeHolder();
    expect(second.isLeader).toBe(true);
    expect(events).toEqual(["first gains", "second gains"]);
});

test("a tab takes over, and the old leader waits for its turn", async () => {
    const first = makeTab("first");
    const second = makeTab("second");
    second.takeOver();
    await tick();
    expect([first.isLeader, second.isLeader]).toEqual([false, true]);
    expect([...events].sort()).toEqual(["first gains", "first loses", "second gains"]);
    locks.closeHolder();
    expect(first.isLeader).toBe(true);
});

test("the leader's own take-over changes nothing", async () => {
    const tab = makeTab("only");
    tab.takeOver();
    await tick();
    expect(events).toEqual(["only gains"]);
});

test("a browser without locks leads", () => {
    locks = null;
    const tab = makeTab("only");
    expect(tab.isLeader).toBe(true);
});
