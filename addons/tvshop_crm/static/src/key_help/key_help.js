import { Component } from "@odoo/owl";

import { DESK_KEYS } from "../core/keys";

export class KeyHelp extends Component {
    static template = "tvshop_crm.KeyHelp";
    static props = {};

    setup() {
        this.keys = DESK_KEYS;
    }
}
