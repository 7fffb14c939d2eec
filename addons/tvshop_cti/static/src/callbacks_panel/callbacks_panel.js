import { Component, useState } from "@odoo/owl";

import { serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { errorText } from "@tvshop_crm/core/desk";

import { clockTime, parseTime } from "../phone/clock";

const { DateTime } = luxon;
const DIALLED_KINDS = ["mobile", "landline"];
const INPUT = "yyyy-MM-dd'T'HH:mm";

/** The times that customers name most. */
export function usualTimes(now) {
    const tomorrow = now.plus({ days: 1 }).startOf("day");
    return [
        { key: "soon", label: _t("In 30 minutes"), at: now.plus({ minutes: 30 }) },
        { key: "later", label: _t("In 2 hours"), at: now.plus({ hours: 2 }) },
        { key: "morning", label: _t("Tomorrow 10:00"), at: tomorrow.set({ hour: 10 }) },
        { key: "evening", label: _t("Tomorrow 19:00"), at: tomorrow.set({ hour: 19 }) },
    ];
}

/** "Call me tomorrow at ten": the customer's call-backs, and a new one. */
export class CallbacksPanel extends Component {
    static template = "tvshop_cti.CallbacksPanel";
    static props = { profile: Object, origin: { optional: true }, reload: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({
            contactId: this.contacts[0]?.id || false,
            at: "",
            isMine: true,
            note: "",
            error: "",
            isBusy: false,
        });
    }

    get callbacks() {
        return this.props.profile.callbacks || [];
    }

    get contacts() {
        return this.props.profile.contacts.filter(({ kind }) => DIALLED_KINDS.includes(kind));
    }

    get times() {
        return usualTimes(DateTime.local());
    }

    time(text) {
        return clockTime(parseTime(text));
    }

    choose({ at }) {
        this.state.at = at.toFormat(INPUT);
    }

    chooseContact(ev) {
        this.state.contactId = Number(ev.target.value);
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && !ev.isComposing && !ev.target.closest("button")) {
            ev.preventDefault();
            ev.stopPropagation();
            this.add();
        }
    }

    async add() {
        if (this.state.isBusy) {
            return;
        }
        const at = DateTime.fromISO(this.state.at);
        if (!at.isValid) {
            this.state.error = _t("Choose when to call.");
            return;
        }
        const { contactId, isMine, note } = this.state;
        const vals = [contactId, serializeDateTime(at), isMine, note];
        Object.assign(this.state, { error: "", isBusy: true });
        try {
            await this.orm.call("tvshop.agent", "desk_plan_callback", vals);
            Object.assign(this.state, { at: "", note: "" });
            await this.props.reload();
        } catch (error) {
            this.state.error = errorText(error);
        } finally {
            this.state.isBusy = false;
        }
    }
}

registry.category("tvshop_desk_panels").add("tvshop_cti.callbacks", {
    Component: CallbacksPanel,
    title: _t("Call-backs"),
    sequence: 30,
    count: ({ callbacks = [] }) => ({ value: callbacks.length }),
});
