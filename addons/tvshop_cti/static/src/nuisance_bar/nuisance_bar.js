import { Component, useEffect, useRef, useState } from "@odoo/owl";

import { useService } from "@web/core/utils/hooks";
import { ChipRadio } from "@tvshop_crm/chip_radio/chip_radio";

import { markNuisance, turnAway } from "../phone/nuisance";
import { hintOf } from "../phone/phone_texts";
import { hotkeyText } from "../softphone/hotkeys";

/** In the call's banner: the known nuisance, and the form that marks this call. */
export class NuisanceBar extends Component {
    static template = "tvshop_cti.NuisanceBar";
    static components = { ChipRadio };
    static props = { call: Object };

    setup() {
        this.phone = useService("tvshop_phone");
        this.state = useState(this.phone.state);
        this.ui = useState({ reason: "", note: "", isBusy: false });
        this.form = useRef("form");
        useEffect(
            (isOpen) => isOpen && this.form.el?.querySelector("input")?.focus(),
            () => [this.isOpen],
        );
    }

    get nuisance() {
        return this.props.call.nuisance;
    }

    get isOpen() {
        const { can_mark: canMark, mine } = this.nuisance;
        return this.state.markingCallId === this.props.call.id && canMark && !mine;
    }

    keys(action) {
        return hotkeyText(this.state.hotkeys[action]);
    }

    hint(deed) {
        return hintOf(this.state.hotkeys, deed);
    }

    close() {
        this.state.markingCallId = false;
    }

    choose(reason) {
        this.ui.reason = reason;
    }

    onKeydown(event) {
        if (event.isComposing) {
            return;
        }
        if (event.key === "Escape") {
            this.close();
        } else if (event.key === "Enter" && !event.target.closest("button")) {
            this.mark();
        } else {
            return;
        }
        event.preventDefault();
        event.stopPropagation();
    }

    mark() {
        return this.once(async () => {
            if (this.ui.reason) {
                await markNuisance(this.phone, this.ui.reason, this.ui.note);
            }
        });
    }

    turnAway() {
        return this.once(() => turnAway(this.phone));
    }

    /** A key pressed twice asks once. */
    async once(action) {
        if (this.ui.isBusy) {
            return;
        }
        this.ui.isBusy = true;
        try {
            await action();
        } finally {
            this.ui.isBusy = false;
        }
    }
}
