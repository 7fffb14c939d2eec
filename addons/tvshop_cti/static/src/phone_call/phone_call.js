import { Component, useState } from "@odoo/owl";

import { useService } from "@web/core/utils/hooks";

import { recordingOf } from "../phone/card_pause";
import { hintOf } from "../phone/phone_texts";
import { canResume } from "../phone/phone_view";
import { hotkeyText } from "../softphone/hotkeys";
import { LINE } from "../softphone/phone_line";
import { PhoneKeypad } from "../phone_keypad/phone_keypad";

/** The buttons for the call of this page: in the systray's panel and in the desktop's banner. */
export class PhoneCall extends Component {
    static template = "tvshop_cti.PhoneCall";
    static components = { PhoneKeypad };
    static props = { onTransfer: Function };

    setup() {
        this.phone = useService("tvshop_phone");
        this.state = useState(this.phone.state);
        this.ui = useState({ isKeypadOpen: false });
        this.LINE = LINE;
    }

    get line() {
        return this.state.sip.line;
    }

    get consult() {
        return this.state.sip.consult;
    }

    get isTalking() {
        return [LINE.TALKING, LINE.HELD].includes(this.line?.status);
    }

    get canTransfer() {
        return this.isTalking && !this.consult && !this.state.sip.transfer;
    }

    get canJoin() {
        return this.consult?.status === LINE.TALKING && !this.state.sip.transfer;
    }

    get isMuted() {
        return Boolean((this.consult || this.line)?.isMuted);
    }

    get recording() {
        return this.isTalking && recordingOf(this.state);
    }

    get canResume() {
        return canResume(this.state);
    }

    keys(action) {
        return hotkeyText(this.state.hotkeys[action]);
    }

    hint(deed) {
        return hintOf(this.state.hotkeys, deed);
    }

    toggleKeypad() {
        this.ui.isKeypadOpen = !this.ui.isKeypadOpen;
    }
}
