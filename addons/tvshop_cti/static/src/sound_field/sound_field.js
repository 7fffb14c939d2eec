import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { url } from "@web/core/utils/urls";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A sound that its model serves under `/tvshop/<route>/<id>.wav`, to be listened to. */
export class SoundField extends Component {
    static template = "tvshop_cti.SoundField";
    static props = { ...standardFieldProps, route: String };

    get source() {
        const { name, record } = this.props;
        if (!record.resId || !record.data[name]) {
            return "";
        }
        // The date makes the browser ask again for a sound that was made anew.
        const unique = record.data.write_date?.toMillis() || "";
        return url(`/tvshop/${this.props.route}/${record.resId}.wav`, { unique });
    }
}

registry.category("fields").add("tvshop_sound", {
    component: SoundField,
    displayName: _t("Sound"),
    supportedTypes: ["binary"],
    extractProps: ({ options }) => ({ route: options.route }),
    fieldDependencies: [{ name: "write_date", type: "datetime", readonly: true }],
});
