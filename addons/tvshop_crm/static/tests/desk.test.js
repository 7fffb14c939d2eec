import { describe, expect, test } from "@odoo/hoot";
import { Deferred, tick } from "@odoo/hoot-mock";

import { ClientKeys } from "@tvshop_crm/core/client_keys";
import { Desk } from "@tvshop_crm/core/desk";

describe.current.tags("headless");

const profile = (id) => ({ id, name: `Customer ${id}`, contacts: [], address: {}, todos: [] });

function makeDesk({ call, saved = null } = {}) {
    let stored = saved;
    const orm = { call: call || (async (model, method, [id]) => profile(id)) };
    orm.silent = orm;
    const desk = new Desk({
        orm,
        show: () => expect.step("show"),
        storage: { load: () => JSON.parse(stored), save: (text) => (stored = text) },
        clientKeys: new ClientKeys({
            storage: { getItem: () => null, setItem: () => {} },
            name: "keys",
            makeKey: () => "key",
            now: () => 0,
        }),
    });
    return { desk, stored: () => stored };
}

test("a pop shows the desktop, the customer and the call's origin", async () => {
    const { desk } = makeDesk();
    await desk.openCustomer(42, { call_id: 7, spot: { id: 5 } });
    expect.verifySteps(["show"]);
    expect(desk.state.mode).toBe("customer");
    expect(desk.state.profile.name).toBe("Customer 42");
    expect(desk.state.draft.order.spotId).toBe(5);
});

test("a pop names the customer before the profile is there", async () => {
    const slow = new Deferred();
    const { desk } = makeDesk({ call: () => slow });
    const opened = desk.openCustomer(42, null, { id: 42, name: "Li" });
    expect(desk.state.preview.name).toBe("Li");
    slow.resolve(profile(42));
    await opened;
    expect(desk.state.profile.id).toBe(42);
    desk.openCustomer(43);
    expect(desk.state.preview).toBe(null);
    expect.verifySteps(["show", "show"]);
});

test("the customer opened last stays, however late the other answers", async () => {
    const slow = new Deferred();
    const { desk } = makeDesk({
        call: async (model, method, [id]) => (id === 1 ? slow : profile(id)),
    });
    const first = desk.openCustomer(1);
    await desk.openCustomer(2);
    slow.resolve(profile(1));
    await first;
    expect(desk.state.profile.id).toBe(2);
    expect.verifySteps(["show", "show"]);
});

test("what was typed for one customer is there when coming back", async () => {
    const { desk } = makeDesk();
    await desk.openCustomer(1);
    desk.state.draft.order.add({ id: 9, name: "Pan", price: 1 }, 2);
    await desk.openCustomer(2, { call_id: 8 });
    expect(desk.state.draft.order.lines).toHaveLength(0);
    await desk.openCustomer(1);
    expect(desk.state.draft.order.lines[0].qty).toBe(2);
    expect.verifySteps(["show", "show", "show"]);
});

test("a reload of the page brings the customer and the draft back", async () => {
    const { desk, stored } = makeDesk();
    await desk.openCustomer(1, { call_id: 7 });
    desk.state.draft.order.add({ id: 9, name: "Pan", price: 1 }, 2);
    await tick();
    const after = makeDesk({ saved: stored() }).desk;
    after.resume();
    await tick();
    expect(after.state.mode).toBe("customer");
    expect(after.state.origin.call_id).toBe(7);
    expect(after.state.draft.order.lines[0].qty).toBe(2);
    expect.verifySteps(["show"]);
});

test("a pop wins over what was on the screen before the reload", async () => {
    const saved = JSON.stringify({ mode: "customer", partnerId: 1, drafts: [] });
    const { desk } = makeDesk({ saved });
    await desk.openCustomer(2);
    desk.resume();
    expect(desk.state.partnerId).toBe(2);
    expect.verifySteps(["show"]);
});

test("a caller without a number is found by searching and keeps the call", async () => {
    const { desk } = makeDesk();
    desk.openNew({ call_id: 7 });
    expect(desk.originToIdentify).toEqual({ call_id: 7 });
    desk.bus.addEventListener("CUSTOMER_OPENED", ({ detail }) =>
        expect.step(`${detail.partnerId} in call ${detail.origin.call_id}`),
    );
    await desk.openCustomer(42, desk.originToIdentify);
    expect(desk.originToIdentify).toBe(null);
    expect.verifySteps(["show", "show", "42 in call 7"]);
});

test("a number that others have is answered with them and saves nothing", async () => {
    const { desk } = makeDesk({ call: async () => ({ duplicates: [{ id: 3 }] }) });
    desk.openNew({ call_id: 7 });
    const { draft } = desk.state;
    desk.startEdits(draft);
    draft.edits.name = "Li";
    expect(await desk.saveCustomer({ name: "Li" })).toEqual([{ id: 3 }]);
    expect(desk.state.mode).toBe("new");
    expect(draft.edits.name).toBe("Li");
    expect.verifySteps(["show"]);
});

test("a saved new customer goes on to the order with the call's origin", async () => {
    const { desk } = makeDesk({ call: async () => profile(77) });
    desk.openNew({ call_id: 7, spot: { id: 5 } });
    await desk.saveCustomer({ name: "Li" });
    expect(desk.state.mode).toBe("customer");
    expect(desk.state.draft.key).toBe("p:77");
    expect(desk.state.draft.order.spotId).toBe(5);
    expect(desk.state.store.unfinished()).toHaveLength(0);
    expect.verifySteps(["show"]);
});

test("a customer that can't be read leaves a message and a way to try again", async () => {
    let isBroken = true;
    const { desk } = makeDesk({
        call: async (model, method, [id]) => {
            if (isBroken) {
                throw Object.assign(new Error("RPC_ERROR"), { data: { message: "Not yours." } });
            }
            return profile(id);
        },
    });
    await desk.openCustomer(1);
    expect(desk.state.error).toBe("Not yours.");
    isBroken = false;
    await desk.reload();
    expect(desk.state.error).toBe("");
    expect(desk.state.profile.id).toBe(1);
    expect.verifySteps(["show"]);
});

test("somebody else's file is told apart from the caller's", async () => {
    const { desk } = makeDesk();
    desk.setCaller({ partnerId: 1, name: "Wang", origin: { call_id: 7 } });
    expect(desk.otherCaller).toBe(null);
    await desk.openCustomer(1, { call_id: 7 });
    expect(desk.otherCaller).toBe(null);
    await desk.openCustomer(2);
    expect(desk.otherCaller.name).toBe("Wang");
    desk.setCaller(null);
    expect(desk.otherCaller).toBe(null);
    expect.verifySteps(["show", "show"]);
});

test("a call about the customer on the screen tells that customer's empty order its spot", async () => {
    const { desk } = makeDesk();
    await desk.openCustomer(1);
    const { order } = desk.state.draft;
    await desk.openCustomer(1, { call_id: 7, spot: { id: 5 }, order_method: "phone_out" });
    expect(desk.state.draft.order).toBe(order);
    expect(order.spotId).toBe(5);
    expect(order.orderMethod).toBe("phone_out");
    expect.verifySteps(["show", "show"]);
});
