import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { DialButton } from "./dial_button";

/** A masked number in a list or form of contact methods, with a button that calls it. */
export class DialField extends Component {
    static template = "tvshop_cti.DialField";
    static components = { DialButton };
    static props = { ...standardFieldProps };

    get contact() {
        const { resId, data } = this.props.record;
        return resId ? { id: resId, kind: data.kind } : false;
    }
}

export const dialField = {
    component: DialField,
    displayName: _t("Click to dial"),
    supportedTypes: ["char"],
    fieldDependencies: [{ name: "kind", type: "selection", readonly: true }],
};

registry.category("fields").add("tvshop_phone", dialField);
