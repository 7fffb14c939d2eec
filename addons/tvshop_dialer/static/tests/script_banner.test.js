import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { EventBus, reactive } from "@odoo/owl";

import { ScriptBanner } from "@tvshop_dialer/script_banner/script_banner";

describe.current.tags("desktop");
defineMailModels();

const BASE = {
    run_id: 1,
    call_id: 3,
    name: "Pans v1",
    is_finished: false,
    can_go_back: false,
    path: [],
    sides: [{ id: 7, name: "Too dear", kind_label: "Objection" }],
};
const OPENING = {
    ...BASE,
    visit_id: 5,
    step: {
        id: 1,
        name: "Hello",
        kind: "opening",
        kind_label: "Opening",
        text: "Hello Wang <b>",
        is_side: false,
        answers: [
            { id: 11, name: "Yes" },
            { id: 12, name: "No" },
        ],
    },
};
const CLOSE = {
    ...BASE,
    visit_id: 6,
    is_finished: true,
    can_go_back: true,
    path: [{ step: "Hello", answer: "Yes" }],
    step: { ...OPENING.step, id: 2, name: "Deal", kind: "close", text: "Thanks", answers: [] },
};

let asked, phone;

beforeEach(() => {
    asked = [];
    phone = {
        bus: new EventBus(),
        state: reactive({
            agent: false,
            sip: {},
            call: { id: 3, direction: "in", state: "talking" },
            hotkeys: { script: "f1" },
        }),
        async call(method, args) {
            asked.push([method, ...args]);
            return { desk_script: OPENING, desk_script_answer: CLOSE }[method] || OPENING;
        },
    };
    mockService("tvshop_phone", () => phone);
    onRpc("tvshop.pbx", "recording_alarms", () => []);
});

async function mount() {
    await mountWithCleanup(ScriptBanner, { noMainContainer: true });
    await animationFrame();
}

test("a digit answers once the hotkey has brought the keyboard there", async () => {
    await mount();
    expect(queryOne(".o_tvshop_script_text").textContent).toBe("Hello Wang <b>");
    phone.bus.trigger("FOCUS_SCRIPT");
    expect(document.activeElement).toBe(queryOne(".o_tvshop_script_bar"));
    await press("1");
    await animationFrame();
    expect(asked).toEqual([
        ["desk_script", 3],
        ["desk_script_answer", 3, 5, 11, ""],
    ]);
    expect(".o_tvshop_script_step").toHaveText("Deal");
    expect(".o_tvshop_script_end").toHaveCount(1);
    expect(document.activeElement).toBe(queryOne(".o_tvshop_script_bar"));
    await press("Backspace");
    await animationFrame();
    expect(asked.at(-1)).toEqual(["desk_script_back", 3]);
    await press("a");
    await animationFrame();
    expect(asked.at(-1)).toEqual(["desk_script_open", 3, 7]);
});

test("its keys act with a Chinese input method on, and never with Alt", async () => {
    await mount();
    phone.bus.trigger("FOCUS_SCRIPT");
    const pressAs = async (key, code, options = {}) => {
        const event = { key, code, keyCode: 229, bubbles: true, ...options };
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", event));
        await animationFrame();
        return asked.at(-1);
    };
    expect(await pressAs("Process", "KeyA", { isComposing: true })).toEqual(["desk_script", 3]);
    expect(await pressAs("a", "KeyA", { altKey: true })).toEqual(["desk_script", 3]);
    expect(await pressAs("Process", "KeyA")).toEqual(["desk_script_open", 3, 7]);
    expect(await pressAs("Process", "Digit1")).toEqual(["desk_script_answer", 3, 5, 11, ""]);
});

test("a key that is held down answers once", async () => {
    await mount();
    phone.bus.trigger("FOCUS_SCRIPT");
    await press("1");
    await animationFrame();
    const held = { key: "Backspace", code: "Backspace", repeat: true, bubbles: true };
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", held));
    await animationFrame();
    expect(asked.at(-1)).toEqual(["desk_script_answer", 3, 5, 11, ""]);
});

test("the mouse does what the keys do", async () => {
    await mount();
    const texts = queryAllTexts(".o_tvshop_script_answer");
    expect(texts.map((text) => text.replace(/\s/g, ""))).toEqual(["1Yes", "2No"]);
    await contains(".o_tvshop_script_answer:last").click();
    expect(asked.at(-1)).toEqual(["desk_script_answer", 3, 5, 12, ""]);
    await contains(".o_tvshop_script_back").click();
    expect(asked.at(-1)).toEqual(["desk_script_back", 3]);
});

test("what the customer wants is typed after Enter and kept with the answer", async () => {
    await mount();
    phone.bus.trigger("FOCUS_SCRIPT");
    await press("Enter");
    const input = queryOne("input[name='script_note']");
    expect(input).toBeFocused();
    await contains(input).edit("1 red pan", { confirm: false });
    expect(asked).toEqual([["desk_script", 3]]);
    await press("Enter");
    expect(".o_tvshop_script_bar").toBeFocused();
    await press("2");
    await animationFrame();
    expect(asked.at(-1)).toEqual(["desk_script_answer", 3, 5, 12, "1 red pan"]);
    expect("input[name='script_note']").toHaveCount(0);
});

test("nothing is shown without a call, nor while it rings", async () => {
    phone.state.call = { id: 3, direction: "in", state: "ringing" };
    await mount();
    expect(".o_tvshop_script").toHaveCount(0);
    expect(asked).toEqual([]);
    phone.state.call = { id: 3, direction: "in", state: "talking" };
    await animationFrame();
    await animationFrame();
    expect(".o_tvshop_script").toHaveCount(1);
    phone.state.call = false;
    await animationFrame();
    await animationFrame();
    expect(".o_tvshop_script").toHaveCount(0);
});
