import { Component, onWillStart, useState } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useBus, useService } from "@web/core/utils/hooks";

const SUPERVISOR = "tvshop_crm.group_supervisor";

/** Over every page of a supervisor while calls are not recorded, or soon won't be. */
export class RecordingAlarm extends Component {
    static template = "tvshop_cti.RecordingAlarm";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.bus = useService("bus_service");
        this.state = useState({ texts: [] });
        onWillStart(async () => {
            if (await user.hasGroup(SUPERVISOR)) {
                this.bus.subscribe("tvshop_cti.recording_alarm", () => this.load());
                this.load();
            }
        });
        useBus(this.bus, "BUS:RECONNECT", () => this.state.isLoaded && this.load());
    }

    async load() {
        this.state.texts = await this.orm.silent.call("tvshop.pbx", "recording_alarms", []);
        this.state.isLoaded = true;
    }
}

registry.category("main_components").add("tvshop_cti.recording_alarm", {
    Component: RecordingAlarm,
});
