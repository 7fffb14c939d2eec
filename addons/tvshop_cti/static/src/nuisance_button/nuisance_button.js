import { Component, useState } from "@odoo/owl";

import { useService } from "@web/core/utils/hooks";

import { marksTextOf, startMarking, unmarkNuisance } from "../phone/nuisance";
import { hintOf } from "../phone/phone_texts";
import { hotkeyText } from "../softphone/hotkeys";

/** Marks this call as a nuisance, or shows one's mark; how many there are stands beside it. */
export class NuisanceButton extends Component {
    static template = "tvshop_cti.NuisanceButton";
    static props = { call: Object };

    setup() {
        this.phone = useService("tvshop_phone");
        this.state = useState(this.phone.state);
        this.ui = useState({ isBusy: false });
    }

    get nuisance() {
        return this.props.call.nuisance;
    }

    get isMarking() {
        return this.state.markingCallId === this.props.call.id;
    }

    get marksText() {
        return marksTextOf(this.nuisance);
    }

    get isNext() {
        const { marks, needed, is_blacklisted: isBlacklisted, mine } = this.nuisance;
        return !isBlacklisted && !mine && marks + 1 >= needed;
    }

    get keys() {
        return hotkeyText(this.state.hotkeys.nuisance);
    }

    get hint() {
        return hintOf(this.state.hotkeys, "nuisance");
    }

    toggle() {
        startMarking(this.phone);
    }

    async unmark() {
        this.ui.isBusy = true;
        try {
            await unmarkNuisance(this.phone);
        } finally {
            this.ui.isBusy = false;
        }
    }
}
