import { Component } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

import { Completer } from "../completer/completer";

/** A Chinese administrative division, completed from any part of its name or its initials. */
export class DivisionField extends Component {
    static template = "tvshop_crm.DivisionField";
    static components = { Completer };
    static props = {
        address: Object,
        dropUp: { type: Boolean, optional: true },
        placeholder: { type: String, optional: true },
        onDone: { type: Function, optional: true },
        inputRef: { type: Function, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.search = (term) => this.orm.silent.call("res.city", "desktop_complete", [term.trim()]);
        this.textAfterPick = (row) => row.full;
    }

    get isUnmatched() {
        return this.props.address.cityText.trim() && !this.props.address.cityId;
    }

    onInput(text) {
        Object.assign(this.props.address, { cityText: text, cityId: false, stateId: false });
    }

    onPick(row) {
        const stateId = Array.isArray(row.state_id) ? row.state_id[0] : row.state_id;
        Object.assign(this.props.address, {
            cityText: row.full,
            cityId: row.id,
            stateId: stateId || false,
            zip: row.zip || this.props.address.zip,
        });
        this.props.onDone?.();
    }
}
