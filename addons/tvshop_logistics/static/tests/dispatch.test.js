import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { press } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";

import { Dispatch } from "@tvshop_logistics/dispatch/dispatch";

describe.current.tags("desktop");
defineMailModels();

const WAVE = {
    id: 3,
    name: "WAVE/3",
    carrier: "EMS",
    cut_off: "2026-11-23 10:00:00",
    orders: 2,
    printed: 2,
    scanned: 1,
    shipped: 0,
};
const PARCEL = {
    id: 7,
    name: "OUT/7",
    order: "S00007",
    customer: "Wang",
    city: "",
    waybill_number: "EA1",
    spoilt: [],
    expected_weight: 1,
    lines: [{ id: 1, name: "Pan", codes: ["P1"], quantity: 1, location: "A" }],
};

let asked, answers;

beforeEach(async () => {
    asked = [];
    answers = { dispatch_waves: [WAVE], dispatch_open: { parcel: PARCEL } };
    onRpc("stock.picking.batch", "*", ({ method }) => {
        asked.push(method);
        return answers[method] ?? true;
    });
    await mountWithCleanup(Dispatch, { props: { action: {}, actionId: 1, className: "" } });
    await contains(".o_tvshop_waves button").click();
});

test("F6 asks, F6 ships, and what is scanned meanwhile is refused", async () => {
    const wave = { ...WAVE, scanned: 0, shipped: 1 };
    answers.dispatch_confirm = new Deferred();
    await press("F6");
    await animationFrame();
    expect(".o_tvshop_ask").toHaveCount(1);
    expect("input").toBeFocused();
    await press("F6");
    await animationFrame();
    await contains("input").edit("S00008", { confirm: "Enter" });
    await animationFrame();
    expect(".o_tvshop_flash").toHaveAttribute("data-tone", "refused");
    answers.dispatch_confirm.resolve({ last: 7, left: 0, shipped: 1, failed: [], wave });
    await animationFrame();
    await animationFrame();
    expect(".o_tvshop_message").toHaveAttribute("data-tone", "ok");
    expect(asked).toEqual(["dispatch_waves", "dispatch_confirm"]);
    await press("F6");
    await animationFrame();
    expect(".o_tvshop_message").toHaveAttribute("data-tone", "refused");
});

test("Esc puts back the parcel whose code was still being asked", async () => {
    const slow = (answers.dispatch_open = new Deferred());
    await contains("input").edit("S00007", { confirm: "Enter" });
    await press("Escape");
    slow.resolve({ parcel: PARCEL });
    await animationFrame();
    await animationFrame();
    expect(asked).toEqual(["dispatch_waves", "dispatch_open", "dispatch_release"]);
    expect(".o_tvshop_parcel").toHaveCount(0);
    expect(".o_tvshop_wave_bar dl").toHaveCount(1);
});
