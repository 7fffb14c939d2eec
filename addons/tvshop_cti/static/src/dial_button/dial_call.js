import { Component, useState } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { isFree } from "../phone/callbacks";

/** Calls back who a call was with; the number stays on the server. */
export class DialCall extends Component {
    static template = "tvshop_cti.DialCall";
    static props = { ...standardWidgetProps };

    setup() {
        this.phone = useService("tvshop_phone");
        this.state = useState(this.phone.state);
    }

    get isShown() {
        const { direction, caller_masked: number, partner_id: partner } = this.props.record.data;
        return Boolean(this.state.agent && direction !== "internal" && (number || partner));
    }

    get isFree() {
        return isFree(this.state);
    }

    dial() {
        return this.phone.dialCall(this.props.record.resId);
    }
}

registry.category("view_widgets").add("tvshop_dial_call", {
    component: DialCall,
    listViewWidth: 36,
    fieldDependencies: [
        { name: "direction", type: "selection", readonly: true },
        { name: "caller_masked", type: "char", readonly: true },
        { name: "partner_id", type: "many2one", readonly: true },
    ],
});
