import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { EventBus, reactive } from "@odoo/owl";

import { CampaignBanner } from "@tvshop_dialer/campaign_banner/campaign_banner";

describe.current.tags("desktop");
defineMailModels();

let campaign;

beforeEach(() => {
    campaign = {
        attempt_id: 5,
        name: "After delivery",
        opening: "Hello",
        attempt: 1,
        outcome_id: false,
        corrected: "",
        corrections: [],
        outcomes: [],
        occasion: "S01234 · Delivered · 11/26/2026",
    };
    onRpc("tvshop.pbx", "recording_alarms", () => []);
});

async function mount() {
    mockService("tvshop_phone", () => ({
        bus: new EventBus(),
        state: reactive({ call: { id: 3, campaign }, hotkeys: {} }),
    }));
    await mountWithCleanup(CampaignBanner, { noMainContainer: true });
}

test("the campaign's banner says what the call is about", async () => {
    await mount();
    expect(".o_tvshop_occasion").toHaveText("About: S01234 · Delivered · 11/26/2026");
});

test("a call about nothing in particular has no such line", async () => {
    campaign.occasion = "";
    await mount();
    expect(".o_tvshop_campaign_banner").toHaveCount(1);
    expect(".o_tvshop_occasion").toHaveCount(0);
});
