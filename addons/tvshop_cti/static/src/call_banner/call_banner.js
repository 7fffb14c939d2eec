import { Component, useState } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

import { formatDuration, parseTime } from "../phone/clock";
import { callerOf, problemsOf, statusOf } from "../phone/phone_view";
import { PhoneCall } from "../phone_call/phone_call";
import { PhoneTimer } from "../phone_timer/phone_timer";

/** Over the customer's file: who is calling, on which line, after what wait. */
export class CallBanner extends Component {
    static template = "tvshop_cti.CallBanner";
    static components = { PhoneCall, PhoneTimer };
    static props = {};

    setup() {
        this.phone = useService("tvshop_phone");
        this.state = useState(this.phone.state);
    }

    get call() {
        return this.state.call;
    }

    get isShown() {
        return Boolean(this.state.agent && (this.call || this.state.sip.line));
    }

    get status() {
        return statusOf(this.state);
    }

    get caller() {
        return callerOf(this.state);
    }

    get problems() {
        return problemsOf(this.state);
    }

    get wait() {
        return this.call.wait_seconds ? formatDuration(this.call.wait_seconds) : "";
    }

    get talkStart() {
        return this.call && !this.call.outcome ? parseTime(this.call.answered_at) : 0;
    }

    get isUnknown() {
        const { call } = this;
        const isOutside = call && call.direction !== "internal" && !call.is_withheld;
        return isOutside && !call.partner_id && !(call.partners || []).length;
    }

    transfer() {
        this.phone.openPanel("transfer");
    }
}

registry
    .category("tvshop_desk_banners")
    .add("tvshop_cti.call", { Component: CallBanner, sequence: 10 });
