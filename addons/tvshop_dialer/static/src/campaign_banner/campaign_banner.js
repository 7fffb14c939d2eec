import { Component, useRef, useState } from "@odoo/owl";

import { serializeDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { errorText } from "@tvshop_crm/core/desk";
import { usualTimes } from "@tvshop_cti/callbacks_panel/callbacks_panel";
import { hotkeyText, isEditable, pressedKey } from "@tvshop_cti/softphone/hotkeys";

import {
    ANYONE_KEY,
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
        this.ui = useState({ outcome: null, attempt: null, at: "", isMine: true, error: "" });
        this.isBusy = false;
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

    /** Digits are outcomes; once a call back is agreed on they are times, and a letter says whose. */
    onKeydown(event) {
        if (isEditable(event.target)) {
            return;
        }
        const key = pressedKey(event);
        const correction = correctionOfKey(key, this.campaign.corrections);
        if (correction) {
            event.preventDefault();
            event.stopPropagation();
            return this.correct(correction);
        }
        if (this.planned && key.toLowerCase() === ANYONE_KEY) {
            event.preventDefault();
            event.stopPropagation();
            return this.toggleMine();
        }
        const choice = choiceOfKey(key, this.planned ? this.times : this.campaign.outcomes);
        if (choice) {
            event.preventDefault();
            event.stopPropagation();
            return this.planned ? this.plan(choice.at) : this.choose(choice);
        }
    }

    async choose(outcome) {
        Object.assign(this.ui, { outcome: null, at: "", isMine: true, error: "" });
        if (outcome.kind === CALLBACK) {
            Object.assign(this.ui, { outcome: outcome.id, attempt: this.campaign.attempt_id });
            this.bar.el?.focus();
        } else {
            await this.say(outcome);
        }
    }

    toggleMine() {
        this.ui.isMine = !this.ui.isMine;
    }

    /** It was no person, whatever the ear and the network have told. */
    async correct({ result }) {
        await this.tell(() => correctResult(this.phone, result));
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
        const isMine = Boolean(dueAt) && this.ui.isMine;
        await this.tell(async () => {
            await chooseOutcome(this.phone, outcome, dueAt, isMine);
            this.ui.outcome = null;
            this.bar.el?.blur();
        });
    }

    /** One thing at a time: what is hit twice is told once. */
    async tell(act) {
        if (this.isBusy) {
            return;
        }
        this.isBusy = true;
        this.ui.error = "";
        try {
            await act();
        } catch (error) {
            this.ui.error = errorText(error);
        } finally {
            this.isBusy = false;
        }
    }
}

registry
    .category("tvshop_desk_banners")
    .add("tvshop_dialer.campaign", { Component: CampaignBanner, sequence: 15 });
