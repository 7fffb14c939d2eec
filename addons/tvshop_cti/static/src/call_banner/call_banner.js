import { Component, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

import { formatDuration, parseTime } from "../phone/clock";
import { AGENT, hintOf, OUTCOME_TEXTS } from "../phone/phone_texts";
import { callerOf, problemsOf, statusOf } from "../phone/phone_view";
import { PhoneCall } from "../phone_call/phone_call";
import { PhoneTimer } from "../phone_timer/phone_timer";
import { hotkeyText } from "../softphone/hotkeys";
import { LINE } from "../softphone/phone_line";
import { NuisanceBar } from "../nuisance_bar/nuisance_bar";
import { NuisanceButton } from "../nuisance_button/nuisance_button";

/** Over the customer's file: who is calling, on which line, after what wait. */
export class CallBanner extends Component {
    static template = "tvshop_cti.CallBanner";
    static components = { NuisanceBar, NuisanceButton, PhoneCall, PhoneTimer };
    static props = {};

    setup() {
        this.phone = useService("tvshop_phone");
        this.state = useState(this.phone.state);
        this.desk = useService("tvshop_desk");
        this.deskState = useState(this.desk.state);
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
        const { call, line } = this;
        if (this.isWrapUp || !line || line.status === LINE.RINGING) {
            return 0;
        }
        return parseTime(call?.answered_at) || line.since;
    }

    get line() {
        return this.state.sip.line;
    }

    get isWrapUp() {
        return !this.line && this.state.agent.state === AGENT.WRAP_UP;
    }

    /** What became of a call that the agent made. */
    get outcome() {
        const isOwn = this.isWrapUp && this.call?.direction === "out";
        return isOwn ? OUTCOME_TEXTS[this.call.outcome] : "";
    }

    /** The customer, or how many could be it. */
    get customer() {
        const { partners = [], partner_id: partnerId } = this.call;
        const row =
            partners.length === 1 ? partners[0] : partners.find(({ id }) => id === partnerId);
        if (row) {
            return row.name;
        }
        return partners.length ? _t("%s customers have this number", partners.length) : "";
    }

    get otherCaller() {
        const { caller, mode, partnerId } = this.deskState;
        return mode && caller && partnerId && this.desk.otherCaller;
    }

    hint(deed) {
        return hintOf(this.state.hotkeys, deed);
    }

    get readyKey() {
        return hotkeyText(this.state.hotkeys.ready);
    }

    backToCaller() {
        const { partnerId, origin } = this.otherCaller;
        this.desk.openCustomer(partnerId, origin);
    }

    /** The wrong file was taken for the caller's: the call goes with the right one. */
    thisIsCaller() {
        this.desk.openCustomer(this.deskState.partnerId, this.otherCaller.origin);
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
