import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

import { shortDate } from "../core/format";
import { daySpots, spotsDomain } from "./day_spots";
import { KeyHelp } from "../key_help/key_help";

const { DateTime } = luxon;
const SPOT_FIELDS = ["name", "start", "end", "channel_id"];
const MINUTE = 60000;
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
        this.state = useState({ spots: [], todos: [] });
        onWillStart(() => Promise.all([this.loadSpots(), this.loadTodos()]));
        const timer = browser.setInterval(() => this.loadSpots(), MINUTE);
        onWillUnmount(() => browser.clearInterval(timer));
    }

    /** An idle board without its lists is better than none: each may fail alone. */
    async loadSpots() {
        try {
            const now = DateTime.local();
            const rows = await this.orm.silent.searchRead(
                "tvshop.spot",
                spotsDomain(now),
                SPOT_FIELDS,
                { order: "start, id" },
            );
            this.state.spots = daySpots(rows, now);
        } catch {
            // What was on the plan a minute ago is still right.
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
