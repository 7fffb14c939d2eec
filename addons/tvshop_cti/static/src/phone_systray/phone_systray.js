import { Component, useEffect, useState } from "@odoo/owl";

import { Dropdown } from "@web/core/dropdown/dropdown";
import { useDropdownState } from "@web/core/dropdown/dropdown_hooks";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";

import { Attention } from "../phone/attention";
import { hintOf } from "../phone/phone_texts";
import { problemsOf, statusOf } from "../phone/phone_view";
import { PhonePanel } from "../phone_panel/phone_panel";
import { PhoneTimer } from "../phone_timer/phone_timer";
import { LINE } from "../softphone/phone_line";

/** The telephone on every page: state and time at a glance, and the two urgent buttons. */
export class PhoneSystray extends Component {
    static template = "tvshop_cti.PhoneSystray";
    static components = { Dropdown, PhonePanel, PhoneTimer };
    static props = {};

    setup() {
        this.phone = useService("tvshop_phone");
        this.state = useState(this.phone.state);
        this.ui = useState({ view: "main" });
        this.dropdown = useDropdownState();
        useEffect(
            (isRinging) => {
                // What rings is on the desktop; the open panel would lie over it.
                if (isRinging && this.phone.isDeskShown()) {
                    this.dropdown.close();
                }
            },
            () => [this.isRinging],
        );
        useBus(this.phone.bus, "OPEN_PANEL", ({ detail }) => this.open(detail.view));
    }

    get status() {
        return statusOf(this.state);
    }

    get isRinging() {
        return this.state.sip.line?.status === LINE.RINGING;
    }

    get hasLine() {
        return Boolean(this.state.sip.line);
    }

    /** What keeps calls from coming through is a sign on the widget, not only in the panel. */
    get alarm() {
        return problemsOf(this.state).find(({ tone }) => tone === "danger");
    }

    /** Green means that calls come through. */
    get tone() {
        return this.alarm && !this.hasLine ? "danger" : this.status.tone;
    }

    get title() {
        return this.alarm ? this.alarm.text : this.status.label;
    }

    open(view) {
        this.ui.view = view;
        this.dropdown.open();
    }

    beforeOpen() {
        Attention.askPermission();
    }

    onStateChanged(isOpen) {
        if (!isOpen) {
            this.ui.view = "main";
        }
    }

    setView(view) {
        this.ui.view = view;
    }

    hint(deed) {
        return hintOf(this.state.hotkeys, deed);
    }
}

registry
    .category("systray")
    .add("tvshop_cti.phone", { Component: PhoneSystray }, { sequence: 150 });
