import { Component, useRef, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { isFree } from "@tvshop_cti/phone/callbacks";
import { parseTime } from "@tvshop_cti/phone/clock";
import { PhoneTimer } from "@tvshop_cti/phone_timer/phone_timer";
import { hotkeyText, pressedKey } from "@tvshop_cti/softphone/hotkeys";

import {
    actOnNumber,
    givenOf,
    offersOf,
    returnNumber,
    skipNumber,
    takeNumber,
} from "../phone/numbers";
import { choiceOfKey } from "../phone/outcomes";

/** On top of the desktop: campaigns that agents dial themselves, and whom to dial now. */
export class NumberBanner extends Component {
    static template = "tvshop_dialer.NumberBanner";
    static components = { PhoneTimer };
    static props = {};

    setup() {
        this.phone = useService("tvshop_phone");
        this.state = useState(this.phone.state);
        this.skips = useRef("skips");
        const notification = useService("notification");
        useBus(this.phone.bus, "FOCUS_SKIPS", () => this.skips.el?.focus());
        useBus(this.phone.bus, "NO_NUMBER", () =>
            notification.add(_t("No number of a campaign is to be called now."), { type: "info" }),
        );
        useBus(this.phone.bus, "NUMBER_REFUSED", ({ detail }) =>
            notification.add(detail.text, { type: "warning" }),
        );
    }

    /** A call has the screen for itself. */
    get isShown() {
        const { agent, call, sip } = this.state;
        return agent && this.phone.isSignedIn && !call && !sip.line;
    }

    get given() {
        return givenOf(this.state);
    }

    get offers() {
        return offersOf(this.state);
    }

    get isFree() {
        return isFree(this.state);
    }

    get customer() {
        return this.given.partners[0]?.name || _t("Customer");
    }

    get since() {
        return parseTime(this.given.since);
    }

    get until() {
        return this.given.until && parseTime(this.given.until);
    }

    get key() {
        return hotkeyText(this.state.hotkeys.number);
    }

    get skipKey() {
        return hotkeyText(this.state.hotkeys.outcome);
    }

    next(campaignId) {
        return takeNumber(this.phone, campaignId);
    }

    dial() {
        return actOnNumber(this.phone);
    }

    skip(reason) {
        return skipNumber(this.phone, reason);
    }

    putBack() {
        return returnNumber(this.phone);
    }

    onKeydown(event) {
        const choice = choiceOfKey(pressedKey(event), this.given.skips);
        if (choice) {
            event.preventDefault();
            event.stopPropagation();
            return this.skip(choice.id);
        }
    }
}

registry
    .category("tvshop_desk_banners")
    .add("tvshop_dialer.number", { Component: NumberBanner, sequence: 25 });
