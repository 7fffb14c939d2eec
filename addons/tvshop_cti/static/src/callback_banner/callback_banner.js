import { Component, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

import { isFree } from "../phone/callbacks";
import { clockTime, formatDuration, parseTime } from "../phone/clock";
import { hintOf } from "../phone/phone_texts";
import { PhoneTimer } from "../phone_timer/phone_timer";
import { hotkeyText } from "../softphone/hotkeys";

/** On top of the desktop: how many wait for a call back, and whom to call back now. */
export class CallbackBanner extends Component {
    static template = "tvshop_cti.CallbackBanner";
    static components = { PhoneTimer };
    static props = {};

    setup() {
        this.phone = useService("tvshop_phone");
        this.callbacks = this.phone.callbacks;
        this.state = useState(this.phone.state);
    }

    get given() {
        return this.state.callbacks?.given;
    }

    get isOffered() {
        const { agent, callbacks, sip } = this.state;
        return agent && this.phone.isSignedIn && callbacks?.waiting && !sip.line;
    }

    get isFree() {
        return isFree(this.state);
    }

    get customer() {
        const { partners } = this.given;
        if (partners.length > 1) {
            return _t("%s customers have this number", partners.length);
        }
        return partners[0]?.name || _t("New customer");
    }

    /** Why, in one line: "Gave up waiting after 1:14, at 20:01". */
    get story() {
        const { source, source_label: label, wait_seconds: wait } = this.given;
        const at = clockTime(parseTime(this.given.last_asked_at));
        if (source === "abandoned" && wait) {
            return _t("%(what)s after %(wait)s, at %(time)s", {
                what: label,
                wait: formatDuration(wait),
                time: at,
            });
        }
        return _t("%(what)s, at %(time)s", { what: label, time: at });
    }

    get wish() {
        const { due_at: due } = this.given;
        return due && clockTime(parseTime(due));
    }

    get since() {
        return parseTime(this.given.last_asked_at);
    }

    get until() {
        return parseTime(this.given.given_until);
    }

    get key() {
        return hotkeyText(this.state.hotkeys.callback);
    }

    get hint() {
        return hintOf(this.state.hotkeys, "callback");
    }
}

registry
    .category("tvshop_desk_banners")
    .add("tvshop_cti.callback", { Component: CallbackBanner, sequence: 20 });
