import { Component, useState } from "@odoo/owl";

import { useAutofocus, useService } from "@web/core/utils/hooks";

import { plainKey } from "../softphone/hotkeys";

const TONES = [..."123456789*0#"];

/** Tones for the voice menus of others; by mouse or by typing digits. */
export class PhoneKeypad extends Component {
    static template = "tvshop_cti.PhoneKeypad";
    static props = {};

    setup() {
        this.phone = useService("tvshop_phone");
        this.ui = useState({ sent: "" });
        this.tones = TONES;
        useAutofocus({ refName: "pad" });
    }

    send(tone) {
        this.phone.softphone.sendDtmf(tone);
        this.ui.sent += tone;
    }

    onKeydown(event) {
        const key = plainKey(event);
        if (TONES.includes(key)) {
            event.stopPropagation();
            this.send(key);
        }
    }
}
