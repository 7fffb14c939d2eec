import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { Deferred, animationFrame } from "@odoo/hoot-mock";
import { press, queryOne } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { EventBus, reactive } from "@odoo/owl";

import { CampaignBanner } from "@tvshop_dialer/campaign_banner/campaign_banner";

describe.current.tags("desktop");
defineMailModels();

const CAMPAIGN = {
    attempt_id: 5,
    name: "Pans",
    opening: "",
    attempt: 1,
    outcome_id: false,
    corrected: "",
    corrections: [],
    outcomes: [
        { id: 11, name: "Call back", kind: "callback" },
        { id: 12, name: "Ordered", kind: "success" },
    ],
};

let asked, phone, answered;

beforeEach(async () => {
    asked = [];
    answered = Promise.resolve();
    phone = {
        bus: new EventBus(),
        state: reactive({ call: { id: 3, campaign: CAMPAIGN }, hotkeys: { outcome: "f6" } }),
        async call(method, args) {
            asked.push(args);
            await answered;
            return { ...CAMPAIGN, outcome_id: args[1] };
        },
    };
    mockService("tvshop_phone", () => phone);
    onRpc("tvshop.pbx", "recording_alarms", () => []);
});

async function mount() {
    await mountWithCleanup(CampaignBanner, { noMainContainer: true });
    phone.bus.trigger("FOCUS_OUTCOMES");
    await animationFrame();
}

async function hold(key) {
    const held = { key, code: `Digit${key}`, repeat: true, bubbles: true };
    queryOne(".o_tvshop_outcomes").dispatchEvent(new KeyboardEvent("keydown", held));
    await animationFrame();
}

test("a key that is held down chooses the outcome, and no time of the call back", async () => {
    await mount();
    await press("1");
    await animationFrame();
    expect(".o_tvshop_outcome_times").toHaveCount(1);
    await hold("1");
    expect(asked).toEqual([]);
});

test("an outcome that is hit twice is told once", async () => {
    answered = new Deferred();
    await mount();
    await press("2");
    await press("2");
    expect(asked).toEqual([[5, 12, "", "", false]]);
    answered.resolve();
    await animationFrame();
    phone.bus.trigger("FOCUS_OUTCOMES");
    await press("2");
    expect(asked.length).toBe(2);
});

test("a call back is the agent's own, until a key lets anyone make it", async () => {
    await mount();
    for (const isMine of [true, false]) {
        phone.bus.trigger("FOCUS_OUTCOMES");
        await press("1");
        await animationFrame();
        if (!isMine) {
            await press("a");
            await animationFrame();
            expect(".o_tvshop_outcome_anyone").toHaveAttribute("aria-pressed", "true");
        }
        await press("2");
        await animationFrame();
        expect(asked.at(-1).at(-1)).toBe(isMine);
    }
});
