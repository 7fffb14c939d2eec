import { Component, useRef, useState } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { hotkeyText } from "@tvshop_cti/softphone/hotkeys";

import { MOST_KEYS, campaignOf, chooseOutcome, outcomeOfKey } from "../phone/outcomes";

/** Over the customer's file: why we call, what to say, what it came to. */
export class CampaignBanner extends Component {
    static template = "tvshop_dialer.CampaignBanner";
    static props = {};

    setup() {
        this.phone = useService("tvshop_phone");
        this.state = useState(this.phone.state);
        this.bar = useRef("bar");
        useBus(this.phone.bus, "FOCUS_OUTCOMES", () => this.bar.el?.focus());
    }

    get campaign() {
        return campaignOf(this.state);
    }

    get key() {
        return hotkeyText(this.state.hotkeys.outcome);
    }

    digit(index) {
        return index < MOST_KEYS ? index + 1 : "";
    }

    onKeydown(event) {
        const outcome = outcomeOfKey(event.key, this.campaign.outcomes);
        if (outcome) {
            event.preventDefault();
            event.stopPropagation();
            this.choose(outcome);
        }
    }

    async choose(outcome) {
        await chooseOutcome(this.phone, outcome);
        this.bar.el?.blur();
    }
}

registry
    .category("tvshop_desk_banners")
    .add("tvshop_dialer.campaign", { Component: CampaignBanner, sequence: 15 });
