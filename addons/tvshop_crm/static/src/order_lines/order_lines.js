import { Component, useEffect, useRef } from "@odoo/owl";
import { getActiveHotkey } from "@web/core/hotkeys/hotkey_service";

import { money } from "../core/format";
import { halfWidth } from "../core/order_draft";

export class OrderLines extends Component {
    static template = "tvshop_crm.OrderLines";
    static props = {
        order: Object,
        quoted: Object,
        onLeave: Function,
    };

    setup() {
        this.root = useRef("root");
        this.money = money;
        useEffect(
            () => {
                const last = this.root.el.querySelector("tr:last-child");
                last?.scrollIntoView({ block: "nearest" });
            },
            () => [this.props.order.lines.length],
        );
    }

    quoteOf(line) {
        return this.props.quoted[line.productId] || {};
    }

    subtotal(line) {
        return this.quoteOf(line).subtotal ?? line.price * line.qty;
    }

    available(line) {
        return this.quoteOf(line).available ?? line.available;
    }

    warning(line) {
        return this.quoteOf(line).warning || "";
    }

    isShort(line) {
        return line.qty > this.available(line);
    }

    step(line, by) {
        this.props.order.setQty(line.productId, line.qty + by);
    }

    remove(line) {
        this.props.order.remove(line.productId);
        this.props.onLeave();
    }

    onQtyInput(line, ev) {
        if (ev.target.value && !ev.isComposing) {
            this.props.order.setQty(line.productId, Number(halfWidth(ev.target.value)));
        }
    }

    onQtyChange(line, ev) {
        ev.target.value = line.qty;
    }

    onKeydown(line, index, ev) {
        const action = {
            "+": () => this.step(line, 1),
            "shift++": () => this.step(line, 1),
            "-": () => this.step(line, -1),
            delete: () => this.remove(line),
            enter: () => this.props.onLeave(),
            escape: () => this.props.onLeave(),
            arrowup: () => this.focusQty(index - 1),
            arrowdown: () => this.focusQty(index + 1),
        }[getActiveHotkey(ev)];
        if (action) {
            ev.preventDefault();
            ev.stopPropagation();
            action();
        }
    }

    focusQty(index) {
        const inputs = this.root.el.querySelectorAll("input.o_tvshop_qty");
        if (index < 0 || index >= inputs.length) {
            this.props.onLeave();
        } else {
            inputs[index].focus();
        }
    }
}
