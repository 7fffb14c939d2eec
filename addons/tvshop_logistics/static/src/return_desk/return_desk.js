import { Component, onMounted, onWillStart, useRef, useState } from "@odoo/owl";
import { deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatMonetary } from "@web/views/fields/formatters";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { play } from "../dispatch/sound";
import { ScanQueue } from "../scan/scan_queue";

const MODEL = "tvshop.return";

/** Where the warehouse receives what comes back: scan the parcel, scan each piece, book. */
export class ReturnDesk extends Component {
    static template = "tvshop_logistics.ReturnDesk";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.input = useRef("input");
        this.state = useState({
            goods: null,
            verdict: "resell",
            said: "",
            isWrong: false,
            waiting: [],
        });
        this.queue = new ScanQueue((message) => this.say(message, true));
        this.verdicts = [
            { key: "resell", label: _t("Fit for sale"), hotkey: "s" },
            { key: "repair", label: _t("To repair"), hotkey: "r" },
            { key: "scrap", label: _t("Scrap"), hotkey: "x" },
        ];
        onWillStart(() => this.loadWaiting());
        onMounted(() => {
            this.input.el.focus();
            const code = this.props.action.params?.code;
            if (code) {
                this.take(code);
            }
        });
    }

    async loadWaiting() {
        const waiting = await this.orm.call(MODEL, "desk_waiting", []);
        this.state.waiting = waiting.map((goods) => ({
            ...goods,
            since: formatDate(deserializeDateTime(goods.since)),
        }));
    }

    get isOpen() {
        return ["expected", "arrived"].includes(this.state.goods?.state);
    }

    get placeholder() {
        return this.isOpen ? _t("Scan a product") : _t("Scan order, waybill or delivery");
    }

    get canBook() {
        const counted = (line) => line.resell + line.repair + line.scrap;
        return this.isOpen && this.state.goods.lines.some(counted);
    }

    get refund() {
        const { refund, currency } = this.state.goods;
        return formatMonetary(refund, { currencyId: currency });
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && !ev.isComposing) {
            ev.preventDefault();
            const code = ev.target.value.trim();
            ev.target.value = "";
            if (code) {
                this.take(code);
            }
        }
    }

    take(code) {
        const { verdict } = this.state;
        this.enqueue(async () => {
            if (this.isOpen) {
                return this.orm.call(MODEL, "desk_scan", [[this.state.goods.id], code, verdict]);
            }
            return this.orm.call(MODEL, "desk_open", [code]);
        });
    }

    count(line, verdict, quantity) {
        this.enqueue(() =>
            this.orm.call(MODEL, "desk_count", [[this.state.goods.id], line.id, verdict, quantity]),
        );
    }

    book() {
        if (this.isBooking) {
            return;
        }
        this.isBooking = true;
        const booked = this.enqueue(async () => {
            const goods = await this.orm.call(MODEL, "desk_book", [[this.state.goods.id]]);
            this.say(
                _t("%(name)s is booked: order %(order)s is %(state)s.", {
                    name: goods.name,
                    order: goods.order,
                    state: goods.order_state,
                }),
            );
            return goods;
        });
        booked.then(() => (this.isBooking = false));
    }

    next() {
        this.enqueue(async () => {
            this.state.verdict = "resell";
            await this.loadWaiting();
            return null;
        });
    }

    enqueue(ask) {
        this.input.el.focus();
        return this.queue.add(async () => {
            this.say("");
            this.state.goods = await ask();
            if (this.state.goods) {
                play(this.isOpen ? "ok" : "done");
            }
        });
    }

    say(text, isWrong = false) {
        Object.assign(this.state, { said: text, isWrong });
        if (isWrong) {
            play("refused");
        }
    }
}

registry.category("actions").add("tvshop_return_desk", ReturnDesk);
