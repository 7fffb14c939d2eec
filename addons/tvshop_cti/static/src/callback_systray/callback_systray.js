import { Component, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useBus, useService } from "@web/core/utils/hooks";

const LIST = "tvshop_cti.callback_action";

/** How many wait for a call back, on every page: supervisors come to the list, agents to the desktop. */
export class CallbackSystray extends Component {
    static template = "tvshop_cti.CallbackSystray";
    static props = {};

    setup() {
        this.phone = useService("tvshop_phone");
        this.action = useService("action");
        this.state = useState(this.phone.state);
        const notification = useService("notification");
        useBus(this.phone.bus, "NO_CALLBACK", () =>
            notification.add(_t("Nobody waits for a call back now."), { type: "info" }),
        );
    }

    get callbacks() {
        return this.state.callbacks;
    }

    get title() {
        const { waiting, late } = this.callbacks;
        return late
            ? _t("%(count)s to call back, %(late)s of them late", { count: waiting, late })
            : _t("%s to call back", waiting);
    }

    async open() {
        if (await user.hasGroup("tvshop_crm.group_supervisor")) {
            this.action.doAction(LIST, { clearBreadcrumbs: true });
        } else {
            this.phone.act("desk");
        }
    }
}

registry
    .category("systray")
    .add("tvshop_cti.callback", { Component: CallbackSystray }, { sequence: 149 });
