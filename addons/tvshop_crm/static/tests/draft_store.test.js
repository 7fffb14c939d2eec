import { beforeEach, describe, expect, test } from "@odoo/hoot";

import { ClientKeys } from "@tvshop_crm/core/client_keys";
import { DraftStore } from "@tvshop_crm/core/draft_store";

describe.current.tags("headless");

const PAN = { id: 1, name: "Pan", price: 399 };

let storage, clock, count;

function fakeStorage() {
    const items = {};
    return {
        getItem: (name) => items[name] ?? null,
        setItem: (name, value) => (items[name] = value),
    };
}

function makeKeys() {
    return new ClientKeys({
        storage,
        name: "keys",
        makeKey: () => `key${++count}`,
        now: () => clock,
    });
}

beforeEach(() => {
    storage = fakeStorage();
    clock = 1_000_000_000;
    count = 0;
});

test("two tabs share the key of one customer's order", () => {
    expect(makeKeys().current("p:42")).toBe("key1");
    expect(makeKeys().current("p:42")).toBe("key1");
    expect(makeKeys().current("p:43")).toBe("key2");
});

test("a used key is followed by one new key, whichever tab asks first", () => {
    const keys = makeKeys();
    keys.current("p:42");
    expect(keys.next("p:42", "key1")).toBe("key2");
    expect(makeKeys().next("p:42", "key1")).toBe("key2");
});

test("a key of yesterday is not used again", () => {
    const keys = makeKeys();
    keys.current("p:42");
    clock += 13 * 3600 * 1000;
    expect(keys.current("p:42")).toBe("key2");
});

test("a broken storage costs no order", () => {
    storage = {
        getItem: () => "{broken",
        setItem: () => {
            throw new Error("full");
        },
    };
    expect(makeKeys().current("p:42")).toBe("key1");
});

test("a second pop of the same customer keeps what was typed", () => {
    const store = new DraftStore(makeKeys());
    store.open(42, { call_id: 7 }).order.add(PAN, 2);
    const draft = store.open(42, { call_id: 8 });
    expect(draft.order.lines).toHaveLength(1);
    expect(draft.origin.call_id).toBe(8);
});

test("a new call after a finished order starts with its own spot", () => {
    const store = new DraftStore(makeKeys());
    const draft = store.open(42, { call_id: 7, spot: { id: 1 } });
    draft.order.add(PAN, 1);
    draft.done = { id: 9, name: "S9" };
    store.open(42, { call_id: 8, spot: { id: 2 } });
    expect(draft.done).toBe(null);
    expect(draft.order.spotId).toBe(2);
    expect(draft.order.clientKey).toBe("key2");
});

test("the next order has an empty basket and a key of its own", () => {
    const store = new DraftStore(makeKeys());
    const draft = store.open(42, null);
    draft.order.add(PAN, 1);
    draft.done = { id: 9 };
    store.renew(draft);
    expect(draft.order.lines).toHaveLength(0);
    expect(draft.order.clientKey).toBe("key2");
    expect(draft.done).toBe(null);
});

test("an order made in another tab can be ordered once more with its lines", () => {
    const store = new DraftStore(makeKeys());
    const draft = store.open(42, null);
    draft.order.add(PAN, 1);
    draft.done = { id: 9, duplicate: true };
    store.renewKey(draft);
    expect(draft.order.lines).toHaveLength(1);
    expect(draft.order.clientKey).toBe("key2");
});

test("only unfinished drafts survive a reload", () => {
    const store = new DraftStore(makeKeys());
    store.open(42, { call_id: 7 }, "Wang").order.add(PAN, 2);
    store.open(43, null);
    store.open(44, null).order.add(PAN, 1);
    store.open(44, null).done = { id: 9 };
    const restored = new DraftStore(makeKeys());
    restored.restore(JSON.parse(JSON.stringify(store)));
    expect(Object.keys(restored.drafts)).toEqual(["p:42"]);
    expect(restored.drafts["p:42"].order.payload(42, null).lines).toHaveLength(1);
    expect(restored.drafts["p:42"].order.clientKey).toBe("key1");
});
