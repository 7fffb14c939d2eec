import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { DialButton } from "./dial_button";

const MAIN_KIND = "mobile";

/**
 * A masked number with a button that calls it: in a view of contact methods, or of any record
 * whose field `contact_field` points at the contact method.
 */
export class DialField extends Component {
    static template = "tvshop_cti.DialField";
    static components = { DialButton };
    static props = {
        ...standardFieldProps,
        contactField: { type: String, optional: true },
        isButtonOnly: { type: Boolean, optional: true },
    };

    get contact() {
        const { resId, data } = this.props.record;
        const { contactField } = this.props;
        if (contactField) {
            return data[contactField] ? { id: data[contactField].id, kind: MAIN_KIND } : false;
        }
        return resId ? { id: resId, kind: data.kind } : false;
    }
}

export const dialField = {
    component: DialField,
    displayName: _t("Click to dial"),
    supportedTypes: ["char"],
    extractProps: ({ options }) => ({
        contactField: options.contact_field,
        isButtonOnly: options.button_only,
    }),
    fieldDependencies: ({ options }) =>
        options.contact_field
            ? [{ name: options.contact_field, type: "many2one", readonly: true }]
            : [{ name: "kind", type: "selection", readonly: true }],
};

registry.category("fields").add("tvshop_phone", dialField);
