import { Component } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

import { Completer } from "../completer/completer";
import { money } from "../core/format";
import { halfWidth, parseFinder } from "../core/order_draft";

/** Finds products by code, name or initials; "*3" after it sets the quantity. */
export class ProductFinder extends Component {
    static template = "tvshop_crm.ProductFinder";
    static components = { Completer };
    static props = {
        partnerId: Number,
        onAdd: Function,
        onFinding: Function,
        onQty: Function,
        onStep: Function,
        onUp: Function,
        onNext: Function,
        inputRef: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.money = money;
        this.search = async (text) => {
            const { term } = parseFinder(text);
            if (!term) {
                return [];
            }
            return this.orm.silent.call("sale.order", "desktop_products", [term], {
                partner_id: this.props.partnerId,
            });
        };
    }

    onPick(product, typed) {
        this.props.onAdd(product, parseFinder(typed).qty);
    }

    /** An input method writes its full-width sign as text, without a key that says so. */
    onInput(text, completer) {
        const step = text !== halfWidth(text) && { "+": 1, "-": -1 }[halfWidth(text)];
        if (step) {
            completer.clear();
            this.props.onStep(step);
        }
    }

    /** Keys that mean more than text: quantities of the last line, the way on. */
    onKey(hotkey, completer) {
        const text = completer.state.text;
        if (text) {
            return hotkey === "enter" && this.setQtyOfLast(text, completer);
        }
        const action = {
            enter: () => this.props.onNext(),
            arrowup: () => this.props.onUp(),
            "+": () => this.props.onStep(1),
            "shift++": () => this.props.onStep(1),
            "-": () => this.props.onStep(-1),
        }[hotkey];
        action?.();
        return Boolean(action);
    }

    setQtyOfLast(text, completer) {
        const { term, qty } = parseFinder(text);
        if (term || !qty) {
            return false;
        }
        this.props.onQty(qty);
        completer.clear();
        return true;
    }

    stockLevel(product) {
        if (product.available > 0) {
            return product.available <= 5 ? "warning" : "success";
        }
        return product.incoming > 0 ? "warning" : "danger";
    }
}
