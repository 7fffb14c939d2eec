import { Component } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Plays a tvshop.recording where it stands; the sound is fetched when somebody presses play. */
export class RecordingPlayer extends Component {
    static template = "tvshop_cti.RecordingPlayer";
    static props = { ...standardWidgetProps };

    get source() {
        return `/tvshop/recording/${this.props.record.resId}`;
    }

    get isPlayable() {
        return this.props.record.data.is_playable;
    }
}

registry.category("view_widgets").add("tvshop_player", {
    component: RecordingPlayer,
    fieldDependencies: [{ name: "is_playable", type: "boolean" }],
});
