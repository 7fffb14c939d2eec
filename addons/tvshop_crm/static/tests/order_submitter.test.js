import { describe, expect, test } from "@odoo/hoot";
import { Deferred } from "@odoo/hoot-mock";
import { ConnectionLostError } from "@web/core/network/rpc";

import { OrderSubmitter } from "@tvshop_crm/core/order_submitter";

describe.current.tags("headless");

const noWait = () => Promise.resolve();

test("a double click sends one request", async () => {
    const answer = new Deferred();
    const submitter = new OrderSubmitter(() => (expect.step("create"), answer), noWait);
    const first = submitter.submit({ client_key: "k" });
    expect(await submitter.submit({ client_key: "k" })).toBe(null);
    answer.resolve({ id: 1, name: "S1" });
    expect(await first).toEqual({ kind: "done", order: { id: 1, name: "S1" } });
    expect.verifySteps(["create"]);
});

test("a lost connection is tried again under the same key", async () => {
    const submitter = new OrderSubmitter(async ({ client_key }) => {
        expect.step(client_key);
        if (attempts++ < 2) {
            throw new ConnectionLostError("/web");
        }
        return { id: 1 };
    }, noWait);
    let attempts = 0;
    expect((await submitter.submit({ client_key: "k" })).kind).toBe("done");
    expect.verifySteps(["k", "k", "k"]);
});

test("a server out of reach leaves the order to be sent again", async () => {
    const submitter = new OrderSubmitter(async () => {
        throw new ConnectionLostError("/web");
    }, noWait);
    expect(await submitter.submit({})).toEqual({ kind: "offline" });
    expect(submitter.isSending).toBe(false);
});

test("a refusal says why and is not repeated", async () => {
    const submitter = new OrderSubmitter(async () => {
        expect.step("create");
        throw Object.assign(new Error("RPC_ERROR"), { data: { message: "No longer sold." } });
    }, noWait);
    expect(await submitter.submit({})).toEqual({ kind: "refused", message: "No longer sold." });
    expect.verifySteps(["create"]);
});

test("a changed price and a short stock are questions, not orders", async () => {
    const changes = [{ product_id: 1, old: 399, new: 379 }];
    const items = [{ product_id: 1, available: 0 }];
    const answers = [{ price_changed: changes }, { out_of_stock: items }];
    const submitter = new OrderSubmitter(async () => answers.shift(), noWait);
    expect(await submitter.submit({})).toEqual({ kind: "price_changed", changes });
    expect(await submitter.submit({})).toEqual({ kind: "out_of_stock", items });
});
