import { Component, useRef, useState } from "@odoo/owl";

import { serializeDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { errorText } from "@tvshop_crm/core/desk";
import { usualTimes } from "@tvshop_cti/callbacks_panel/callbacks_panel";
import { hotkeyText, isEditable, plainKey } from "@tvshop_cti/softphone/hotkeys";

import {
    CALLBACK,
    MOST_KEYS,
    campaignOf,
    choiceOfKey,
    chooseOutcome,
    correctResult,
    correctionOfKey,
    CORRECTION_KEYS,
} from "../phone/outcomes";

const { DateTime } = luxon;

/** Over the customer's file: why we call, what to say, what it came to. */
export class CampaignBanner extends Component {
    static template = "tvshop_dialer.CampaignBanner";
    static props = {};

    setup() {
        this.phone = useService("tvshop_phone");
        this.state = useState(this.phone.state);
        this.ui = useState({ outcome: null, attempt: null, at: "", error: "" });
        this.bar = useRef("bar");
        useBus(this.phone.bus, "FOCUS_OUTCOMES", () => this.bar.el?.focus());
    }

    get campaign() {
        return campaignOf(this.state);
    }

    get key() {
        return hotkeyText(this.state.hotkeys.outcome);
    }

    /** The outcome that is asked about when to call; of another call than this it isn't. */
    get planned() {
        const isOfThisCall = this.ui.attempt === this.campaign.attempt_id;
        return isOfThisCall && this.campaign.outcomes.find(({ id }) => id === this.ui.outcome);
    }

    get times() {
        return usualTimes(DateTime.local());
    }

    digit(index) {
        return index < MOST_KEYS ? index + 1 : "";
    }

    /** Digits are outcomes; once a call back is agreed on they are times. */
    onKeydown(event) {
        if (isEditable(event.target)) {
            return;
        }
        const key = plainKey(event);
        const correction = correctionOfKey(key, this.campaign.corrections);
        if (correction) {
            event.preventDefault();
            event.stopPropagation();
            return this.correct(correction);
        }
        const choice = choiceOfKey(key, this.planned ? this.times : this.campaign.outcomes);
        if (choice) {
            event.preventDefault();
            event.stopPropagation();
            return this.planned ? this.plan(choice.at) : this.choose(choice);
        }
    }

    async choose(outcome) {
        Object.assign(this.ui, { outcome: null, at: "", error: "" });
        if (outcome.kind === CALLBACK) {
            Object.assign(this.ui, { outcome: outcome.id, attempt: this.campaign.attempt_id });
            this.bar.el?.focus();
        } else {
            await this.say(outcome);
        }
    }

    /** No person was put through: the ear was wrong. */
    async correct({ result }) {
        this.ui.error = "";
        try {
            await correctResult(this.phone, result);
        } catch (error) {
            this.ui.error = errorText(error);
        }
    }

    correctionKey(index) {
        return CORRECTION_KEYS[index].toUpperCase();
    }

    /** @param {luxon.DateTime} at */
    async plan(at) {
        const { planned } = this;
        if (at.isValid) {
            await this.say(planned, serializeDateTime(at));
        }
    }

    planTyped() {
        return this.plan(DateTime.fromISO(this.ui.at));
    }

    async say(outcome, dueAt) {
        try {
            await chooseOutcome(this.phone, outcome, dueAt);
            this.ui.outcome = null;
            this.bar.el?.blur();
        } catch (error) {
            this.ui.error = errorText(error);
        }
    }
}

registry
    .category("tvshop_desk_banners")
    .add("tvshop_dialer.campaign", { Component: CampaignBanner, sequence: 15 });
