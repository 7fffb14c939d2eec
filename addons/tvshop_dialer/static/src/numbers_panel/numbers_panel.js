import { Component, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { isFree } from "@tvshop_cti/phone/callbacks";
import { clockTime, parseTime } from "@tvshop_cti/phone/clock";

import { dialChosen } from "../phone/numbers";

/** In the customer's file: the numbers that campaigns have dialled by hand. */
export class NumbersPanel extends Component {
    static template = "tvshop_dialer.NumbersPanel";
    static props = { profile: Object, origin: { optional: true }, reload: Function };

    setup() {
        this.phone = useService("tvshop_phone");
        this.state = useState(this.phone.state);
    }

    get numbers() {
        return this.props.profile.numbers || [];
    }

    get isFree() {
        return isFree(this.state);
    }

    canDial(number) {
        return this.isFree && !number.not_before;
    }

    /** The one that its key dials. */
    get firstToDial() {
        return this.numbers.find((number) => this.canDial(number));
    }

    time(text) {
        return clockTime(parseTime(text));
    }

    async dial(number) {
        await dialChosen(this.phone, number.id);
        await this.props.reload();
    }
}

registry.category("tvshop_desk_panels").add("tvshop_dialer.numbers", {
    Component: NumbersPanel,
    title: _t("Campaigns"),
    sequence: 35,
    isShown: ({ numbers = [] }) => numbers.length > 0,
    count: ({ numbers = [] }) => ({ value: numbers.length }),
});
