import { Component } from "@odoo/owl";

import { formatDuration } from "../phone/clock";
import { useNow } from "../phone/phone_hooks";

/** Counts up from `since`, or down to `until` when there is a limit. */
export class PhoneTimer extends Component {
    static template = "tvshop_cti.PhoneTimer";
    static props = { since: Number, until: { type: Number, optional: true } };

    setup() {
        this.now = useNow();
    }

    get text() {
        const { since, until } = this.props;
        return formatDuration((until ? until - this.now.value : this.now.value - since) / 1000);
    }
}
