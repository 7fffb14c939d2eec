import { Component, useRef } from "@odoo/owl";
import { getActiveHotkey } from "@web/core/hotkeys/hotkey_service";

/** One of a few choices, always in sight: arrows or the number keys choose, Enter goes on. */
export class ChipRadio extends Component {
    static template = "tvshop_crm.ChipRadio";
    static props = {
        name: String,
        label: String,
        options: Array,
        value: [String, Number, Boolean],
        onChange: Function,
        onEnter: { type: Function, optional: true },
        hotkey: { type: String, optional: true },
    };

    setup() {
        this.root = useRef("root");
    }

    /** The radio that takes the focus: the chosen one, else the first. */
    isEntry(option, index) {
        const isKnown = this.props.options.some(({ value }) => value === this.props.value);
        return isKnown ? option.value === this.props.value : index === 0;
    }

    onKeydown(ev) {
        const hotkey = getActiveHotkey(ev);
        const option = /^[1-9]$/.test(hotkey) && this.props.options[Number(hotkey) - 1];
        if (option) {
            this.choose(option);
        } else if (hotkey === "enter" && this.props.onEnter) {
            this.props.onEnter();
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    choose(option) {
        this.props.onChange(option.value);
        const index = this.props.options.indexOf(option);
        this.root.el.querySelectorAll("input")[index].focus();
    }
}
