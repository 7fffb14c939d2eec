import { Component } from "@odoo/owl";

import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

import { formatDuration } from "../phone/clock";

const ICONS = { in: "fa-arrow-down", out: "fa-arrow-up", internal: "fa-exchange" };

/** The customer's latest calls. */
export class CallsPanel extends Component {
    static template = "tvshop_cti.CallsPanel";
    static props = { profile: Object, origin: { optional: true }, reload: Function };

    get calls() {
        return this.props.profile.calls || [];
    }

    icon(call) {
        return ICONS[call.direction];
    }

    time(call) {
        return formatDateTime(deserializeDateTime(call.start.replace("T", " ")));
    }

    talk(call) {
        return call.talk_seconds ? formatDuration(call.talk_seconds) : "";
    }
}

/** @returns {{value: number}} the tab says how many there are */
function callCount(profile) {
    return { value: (profile.calls || []).length };
}

registry.category("tvshop_desk_panels").add("tvshop_cti.calls", {
    Component: CallsPanel,
    title: _t("Calls"),
    sequence: 40,
    count: callCount,
});
