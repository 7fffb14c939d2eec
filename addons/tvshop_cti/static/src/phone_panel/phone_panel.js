import { Component, useState } from "@odoo/owl";

import { useService } from "@web/core/utils/hooks";

import { AGENT, hintOf, MICROPHONE_TEXTS } from "../phone/phone_texts";
import { callerOf, nextLabelOf, problemsOf, statusOf } from "../phone/phone_view";
import { PhoneCall } from "../phone_call/phone_call";
import { PhoneTimer } from "../phone_timer/phone_timer";
import { PhoneTransfer } from "../phone_transfer/phone_transfer";

/** The whole telephone: what hinders it, the call, and the agent's state. */
export class PhonePanel extends Component {
    static template = "tvshop_cti.PhonePanel";
    static components = { PhoneCall, PhoneTimer, PhoneTransfer };
    static props = {
        view: String, // "main", "pause" or "transfer"
        setView: Function,
        close: Function,
    };

    setup() {
        this.phone = useService("tvshop_phone");
        this.state = useState(this.phone.state);
        this.AGENT = AGENT;
    }

    get status() {
        return statusOf(this.state);
    }

    get problems() {
        return problemsOf(this.state);
    }

    get nextLabel() {
        return nextLabelOf(this.state);
    }

    get canBecomeReady() {
        return this.agentState === AGENT.PAUSED || Boolean(this.nextLabel);
    }

    get caller() {
        return callerOf(this.state);
    }

    get agentState() {
        return this.state.agent.state;
    }

    get isMicrophoneBad() {
        return this.state.sip.microphone in MICROPHONE_TEXTS;
    }

    get canPause() {
        return this.phone.isSignedIn;
    }

    get canSignOut() {
        return this.phone.isSignedIn && !this.state.sip.line;
    }

    hint(deed) {
        return hintOf(this.state.hotkeys, deed);
    }

    async pause(reasonId) {
        this.props.setView("main");
        await this.phone.pause(reasonId);
    }

    /** On the desktop the banner goes on from here. */
    closeTransfer() {
        if (this.phone.isDeskShown()) {
            this.props.close();
        } else {
            this.props.setView("main");
        }
    }

    openDesk() {
        this.props.close();
        if (this.state.call) {
            this.phone.popCall();
        } else {
            this.phone.act("desk");
        }
    }
}
