import { Component, onWillStart, useState } from "@odoo/owl";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

import { shortDate, shortDateTime } from "../core/format";
import { KeyHelp } from "../key_help/key_help";

const TODO_FIELDS = ["res_id", "res_name", "summary", "date_deadline", "state"];

/** Between two calls: what is on air, what is left to do, what was not finished. */
export class IdleBoard extends Component {
    static template = "tvshop_crm.IdleBoard";
    static components = { KeyHelp };
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.desk = useService("tvshop_desk");
        this.store = useState(this.desk.state.store);
        this.shortDate = shortDate;
        this.shortDateTime = shortDateTime;
        this.state = useState({ spots: [], todos: [] });
        onWillStart(() => Promise.all([this.loadSpots(), this.loadTodos()]));
    }

    /** An idle board without its lists is better than none: each may fail alone. */
    async loadSpots() {
        try {
            const { spots } = await this.desk.options.order();
            this.state.spots = (spots || []).filter(({ start }) => start);
        } catch {
            this.state.spots = [];
        }
    }

    async loadTodos() {
        const mine = [
            ["user_id", "=", user.userId],
            ["res_model", "=", "res.partner"],
        ];
        try {
            this.state.todos = await this.orm.searchRead("mail.activity", mine, TODO_FIELDS, {
                order: "date_deadline, id",
                limit: 12,
            });
        } catch {
            this.state.todos = [];
        }
    }

    get drafts() {
        return this.store.unfinished();
    }
}
