import { describe, expect, test } from "@odoo/hoot";
import { Deferred } from "@odoo/hoot-mock";

import { CompleterModel } from "@tvshop_crm/core/completer_model";

describe.current.tags("headless");

test("Enter takes the row that is shown", async () => {
    const model = new CompleterModel(async () => [{ id: 1 }, { id: 2 }]);
    model.type("p");
    await model.load();
    model.move(1);
    expect(await model.pick()).toEqual({ id: 2 });
});

test("typed faster than the server, Enter takes a row only when it is the only one", async () => {
    const rows = { one: [{ id: 1 }], two: [{ id: 1 }, { id: 2 }] };
    const model = new CompleterModel(async (term) => rows[term]);
    model.type("one");
    expect(await model.pick()).toEqual({ id: 1 });
    model.type("two");
    expect(await model.pick()).toBe(null);
    expect(model.isOpen).toBe(true);
});

test("a late answer to an earlier term is dropped", async () => {
    const late = new Deferred();
    const model = new CompleterModel((term) => (term === "a" ? late : [{ id: 2 }]));
    model.type("a");
    const first = model.load();
    model.type("ab");
    await model.load();
    late.resolve([{ id: 1 }]);
    await first;
    expect(model.rows).toEqual([{ id: 2 }]);
});

test("an Enter that was typed over takes nothing, not even a row of an earlier term", async () => {
    const late = new Deferred();
    const model = new CompleterModel((term) => (term === "ab" ? late : [{ id: 1 }]));
    model.type("a");
    await model.load();
    model.type("ab");
    const picked = model.pick();
    model.type("abc");
    model.load();
    late.resolve([{ id: 2 }]);
    expect(await picked).toBe(null);
});

test("the arrows go round", async () => {
    const model = new CompleterModel(async () => [{ id: 1 }, { id: 2 }, { id: 3 }]);
    model.type("p");
    await model.load();
    model.move(-1);
    expect(model.index).toBe(2);
    model.move(1);
    expect(model.index).toBe(0);
});

test("an emptied field closes the list", async () => {
    const model = new CompleterModel(async () => [{ id: 1 }]);
    model.type("p");
    await model.load();
    model.type("");
    expect(model.isOpen).toBe(false);
    expect(await model.pick()).toBe(null);
});

test("a refused term takes the rows of the one before off the screen", async () => {
    const model = new CompleterModel(async (term) => {
        if (term === "ab") {
            throw new Error("refused");
        }
        return [{ id: 1 }];
    });
    model.type("a");
    await model.load();
    model.type("ab");
    await expect(model.load()).rejects.toThrow("refused");
    expect(model.isOpen).toBe(false);
    expect(model.rows).toEqual([]);
});
