import { Component, onMounted, useRef, useState } from "@odoo/owl";
import { getActiveHotkey } from "@web/core/hotkeys/hotkey_service";
import { useService } from "@web/core/utils/hooks";
import { money, shortDateTime } from "../core/format";

/** Several customers share the number: digits or arrows choose, 0 is somebody new. */
export class ChoiceList extends Component {
    static template = "tvshop_crm.ChoiceList";
    static props = { rows: Array, origin: [Object, { value: null }] };

    setup() {
        this.desk = useService("tvshop_desk");
        this.root = useRef("root");
        this.state = useState({ index: 0 });
        onMounted(() => this.root.el.focus());
    }

    onKeydown(ev) {
        const hotkey = getActiveHotkey(ev);
        if (this.handle(hotkey)) {
            ev.preventDefault();
            ev.stopPropagation();
        }
    }

    handle(hotkey) {
        const { rows } = this.props;
        const step = { arrowdown: 1, arrowup: -1 }[hotkey];
        if (step) {
            this.state.index = (this.state.index + step + rows.length) % rows.length;
        } else if (hotkey === "enter") {
            this.choose(rows[this.state.index]);
        } else if (hotkey === "0") {
            this.somebodyNew();
        } else if (/^[1-9]$/.test(hotkey) && rows[Number(hotkey) - 1]) {
            this.choose(rows[Number(hotkey) - 1]);
        } else {
            return false;
        }
        return true;
    }

    lastOrder({ last_order: { name, date, amount, currency_id } }) {
        return `${name} · ${shortDateTime(date)} · ${money(amount, currency_id)}`;
    }

    choose(row) {
        this.desk.openCustomer(row.id, this.props.origin);
    }

    somebodyNew() {
        this.desk.openNew(this.props.origin);
    }
}
