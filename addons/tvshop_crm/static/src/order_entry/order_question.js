import { Component, useState } from "@odoo/owl";
import { getActiveHotkey } from "@web/core/hotkeys/hotkey_service";
import { useAutofocus } from "@web/core/utils/hooks";

import { money } from "../core/format";
import { ignoreHeldEnter } from "../core/held_enter";

/** What the agent has to ask the customer before the order is made. */
export class OrderQuestion extends Component {
    static template = "tvshop_crm.OrderQuestion";
    static props = {
        question: Object,
        order: Object,
        customer: String,
        onAccept: Function,
        onRefuse: Function,
    };

    setup() {
        // Nobody orders for a stranger by an Enter too many.
        useAutofocus({
            refName: this.isOther ? "refuse" : this.isDeposit ? "reference" : "accept",
        });
        this.state = useState({ reference: "" });
    }

    get isDeposit() {
        return this.props.question.kind === "deposit";
    }

    accept() {
        this.props.onAccept(this.state.reference.trim());
    }

    onReferenceKeydown(ev) {
        if (ev.key === "Enter" && !ev.isComposing && this.state.reference.trim()) {
            ev.preventDefault();
            this.accept();
        }
    }

    get isPrice() {
        return this.props.question.kind === "price_changed";
    }

    get isOther() {
        return this.props.question.kind === "other_customer";
    }

    get rows() {
        const { changes, items } = this.props.question;
        return (changes || items || []).map((row) => {
            const line = this.props.order.lines.find(
                ({ productId }) => productId === row.product_id,
            );
            return {
                id: row.product_id,
                name: line?.name || row.name || "",
                qty: line?.qty,
                available: row.available ?? 0,
                old: money(row.old, line?.currency),
                new: money(row.new, line?.currency),
            };
        });
    }

    onKeydown(ev) {
        ignoreHeldEnter(ev);
        if (getActiveHotkey(ev) === "escape") {
            ev.preventDefault();
            ev.stopPropagation();
            this.props.onRefuse();
        }
    }
}
