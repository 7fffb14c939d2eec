import { Component, useRef, useState } from "@odoo/owl";
import { getActiveHotkey } from "@web/core/hotkeys/hotkey_service";
import { serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { errorText } from "../core/desk";
import { shortDate } from "../core/format";
import { panelRegistry } from "./panels";

const { DateTime } = luxon;

export class TodosPanel extends Component {
    static template = "tvshop_crm.TodosPanel";
    static props = { profile: Object, origin: [Object, { value: null }], reload: Function };

    setup() {
        this.orm = useService("orm");
        this.root = useRef("root");
        this.summary = useRef("summary");
        this.shortDate = shortDate;
        this.state = useState({
            summary: "",
            deadline: serializeDate(DateTime.local().plus({ days: 1 })),
            isComplaint: false,
            error: "",
        });
    }

    onKeydown(ev) {
        if (getActiveHotkey(ev) === "enter") {
            ev.preventDefault();
            ev.stopPropagation();
            this.add();
        }
    }

    /** Up and down between the new to-do and the ticks of the others. */
    onArrow(ev) {
        const step = { arrowdown: 1, arrowup: -1 }[getActiveHotkey(ev)];
        const stops = [this.summary.el, ...this.root.el.querySelectorAll(".o_tvshop_todo button")];
        const next = step && stops[stops.indexOf(ev.target) + step];
        if (next && stops.includes(ev.target)) {
            ev.preventDefault();
            ev.stopPropagation();
            next.focus();
        }
    }

    async add() {
        const summary = this.state.summary.trim();
        if (!summary) {
            this.summary.el.focus();
            return;
        }
        const { deadline, isComplaint } = this.state;
        const vals = [this.props.profile.id, summary, deadline, isComplaint];
        if (await this.call("desktop_todo", vals)) {
            Object.assign(this.state, { summary: "", isComplaint: false });
            this.summary.el?.focus();
        }
    }

    async done(todo) {
        if (await this.call("desktop_todo_done", [todo.id])) {
            this.summary.el?.focus();
        }
    }

    async call(method, args) {
        this.state.error = "";
        try {
            await this.orm.call("res.partner", method, args);
            await this.props.reload();
            return true;
        } catch (error) {
            this.state.error = errorText(error);
            return false;
        }
    }
}

panelRegistry.add("todos", {
    Component: TodosPanel,
    title: _t("To-dos"),
    sequence: 20,
    count: ({ todos }) => ({
        value: todos.length,
        level: todos.some(({ state }) => state === "overdue") ? "danger" : "info",
    }),
});
