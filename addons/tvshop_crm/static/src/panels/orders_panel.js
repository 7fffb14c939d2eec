import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

import { money, shortDateTime } from "../core/format";
import { panelRegistry } from "./panels";

export class OrdersPanel extends Component {
    static template = "tvshop_crm.OrdersPanel";
    static props = { profile: Object, origin: [Object, { value: null }], reload: Function };

    setup() {
        this.money = money;
        this.shortDateTime = shortDateTime;
    }

    facts(order) {
        return [order.ordered_by, order.payment, order.channel].filter(Boolean).join(" · ");
    }

    get hiddenCount() {
        return (this.props.profile.order_count || 0) - this.props.profile.orders.length;
    }
}

panelRegistry.add("orders", {
    Component: OrdersPanel,
    title: _t("Orders"),
    sequence: 10,
    count: (profile) => ({ value: profile.order_count || profile.orders.length }),
});
