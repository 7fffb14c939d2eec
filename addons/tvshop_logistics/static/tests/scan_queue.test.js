import { beforeEach, expect, test } from "@odoo/hoot";
import { Deferred } from "@odoo/hoot-mock";
import { allowTranslations } from "@web/../tests/web_test_helpers";
import { ScanQueue } from "@tvshop_logistics/scan/scan_queue";

beforeEach(() => allowTranslations());

test("a code waits for the answer to the one before", async () => {
    const queue = new ScanQueue(() => {});
    const slow = new Deferred();
    const done = [];
    queue.add(async () => done.push(await slow));
    const second = queue.add(() => done.push("second"));
    slow.resolve("first");
    await second;
    expect(done).toEqual(["first", "second"]);
});

test("a lost connection or a refusal is told, and the next code is taken", async () => {
    const told = [];
    const queue = new ScanQueue((message) => told.push(String(message)));
    queue.add(async () => {
        throw new Error("lost");
    });
    queue.add(async () => {
        throw Object.assign(new Error(), { data: { message: "not here" } });
    });
    let isTaken = false;
    await queue.add(() => (isTaken = true));
    expect(told[0]).toInclude("No answer");
    expect(told[1]).toBe("not here");
    expect(isTaken).toBe(true);
});
