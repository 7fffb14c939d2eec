import { Component } from "@odoo/owl";
import { CopyButton } from "@web/core/copy_button/copy_button";
import { _t } from "@web/core/l10n/translation";
import { useAutofocus, useService } from "@web/core/utils/hooks";

import { money } from "../core/format";
import { ignoreHeldEnter } from "../core/held_enter";

/** The order is made: its number to be read out, and the way to the next one. */
export class OrderDone extends Component {
    static template = "tvshop_crm.OrderDone";
    static components = { CopyButton };
    static props = { draft: Object };

    setup() {
        this.desk = useService("tvshop_desk");
        this.copied = _t("Copied");
        this.onKeydown = ignoreHeldEnter;
        useAutofocus({ refName: "next" });
    }

    get order() {
        return this.props.draft.done;
    }

    get total() {
        return money(this.order.total, this.order.currency || this.lines[0]?.currency);
    }

    get lines() {
        return this.props.draft.order.lines;
    }

    next() {
        this.desk.state.store.renew(this.props.draft);
    }

    /** It was made in another window; these lines are meant as one more order. */
    again() {
        this.desk.state.store.renewKey(this.props.draft);
    }
}
