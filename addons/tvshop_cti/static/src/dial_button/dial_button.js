import { Component, useState } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

import { isFree } from "../phone/callbacks";

const DIALLED_KINDS = ["mobile", "landline"];

/** Calls a customer by the number behind the mask, which this page never learns. */
export class DialButton extends Component {
    static template = "tvshop_cti.DialButton";
    static props = {
        contact: { type: Object, shape: { id: Number, kind: String, "*": true } },
        profile: { optional: true },
    };

    setup() {
        this.phone = useService("tvshop_phone");
        this.state = useState(this.phone.state);
    }

    get isShown() {
        return Boolean(this.state.agent) && DIALLED_KINDS.includes(this.props.contact.kind);
    }

    get isFree() {
        return isFree(this.state);
    }

    dial() {
        return this.phone.dial(this.props.contact.id);
    }
}

registry
    .category("tvshop_desk_contact_actions")
    .add("tvshop_cti.dial", { Component: DialButton, sequence: 10 });
