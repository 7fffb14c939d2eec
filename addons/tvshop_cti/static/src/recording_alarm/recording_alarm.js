import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";
import { useBus, useService } from "@web/core/utils/hooks";

const NEWS = "tvshop_cti.recording_alarm";
const SUPERVISOR = "tvshop_crm.group_supervisor";

/** Over every page of a supervisor while calls are not recorded, or soon won't be. */
export class RecordingAlarm extends Component {
    static template = "tvshop_cti.RecordingAlarm";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.state = useState({ texts: [] });
        this.newest = new KeepLast();
        const bus = useService("bus_service");
        const load = () => this.isSupervisor && this.load();
        onWillStart(async () => {
            this.isSupervisor = await user.hasGroup(SUPERVISOR);
            load();
        });
        bus.subscribe(NEWS, load);
        onWillUnmount(() => bus.unsubscribe(NEWS, load));
        useBus(bus, "BUS:RECONNECT", load);
    }

    async load() {
        const answer = this.orm.silent.call("tvshop.pbx", "recording_alarms", []);
        this.state.texts = await this.newest.add(answer);
    }
}

registry.category("main_components").add("tvshop_cti.recording_alarm", {
    Component: RecordingAlarm,
});
