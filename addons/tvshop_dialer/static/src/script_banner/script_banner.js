import { Component, useEffect, useRef, useState } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { hotkeyText, isEditable, pressedKey } from "@tvshop_cti/softphone/hotkeys";

import { MOST_KEYS } from "../phone/outcomes";
import { ScriptTalk, answersOf, deedOfKey, letterOf, scriptedCall } from "../phone/script";

/** Over the customer's file: what to say now, and where each answer leads. */
export class ScriptBanner extends Component {
    static template = "tvshop_dialer.ScriptBanner";
    static props = {};

    setup() {
        this.phone = useService("tvshop_phone");
        this.state = useState(this.phone.state);
        this.ui = useState({ isFolded: false });
        this.shown = useState({});
        this.talk = new ScriptTalk((...args) => this.phone.call(...args), this.shown);
        this.bar = useRef("bar");
        this.note = useRef("note");
        useBus(this.phone.bus, "FOCUS_SCRIPT", () => this.focus());
        useEffect(
            (callId) => {
                this.talk.follow(callId);
            },
            () => [scriptedCall(this.state)],
        );
    }

    get script() {
        return this.shown.script;
    }

    get key() {
        return hotkeyText(this.state.hotkeys.script);
    }

    get answers() {
        return answersOf(this.script);
    }

    get kindClass() {
        const { kind, is_side: isSide } = this.script.step;
        return isSide ? "text-bg-warning" : kind === "close" ? "text-bg-success" : "text-bg-info";
    }

    digit(index) {
        return index < MOST_KEYS ? index + 1 : "";
    }

    letter(index) {
        return letterOf(index).toUpperCase();
    }

    focus() {
        this.ui.isFolded = false;
        this.bar.el?.focus();
    }

    fold() {
        this.ui.isFolded = !this.ui.isFolded;
    }

    onKeydown(event) {
        const key = pressedKey(event);
        if (isEditable(event.target)) {
            return this.onNoteKey(event, key);
        }
        if (key === "Escape") {
            return this.bar.el.blur();
        }
        if (key === "Enter" && event.target !== this.bar.el) {
            return; // of the button that has the keyboard
        }
        const [deed, entry] = deedOfKey(this.script, key);
        if (deed !== "nothing") {
            event.preventDefault();
            event.stopPropagation();
            return deed === "write" ? this.note.el?.focus() : this.talk[deed](entry);
        }
    }

    /** Back to where digits answer; what was typed goes with the next answer. */
    onNoteKey(event, key) {
        if (key === "Enter" || key === "Escape") {
            event.preventDefault();
            event.stopPropagation();
            this.bar.el.focus();
        }
    }
}

registry
    .category("tvshop_desk_banners")
    .add("tvshop_dialer.script", { Component: ScriptBanner, sequence: 16 });
