import { Component, onWillStart, useExternalListener, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { user } from "@web/core/user";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { missing, scan, startParcel, step } from "./parcel";
import { refusalOf, ScanQueue } from "../scan/scan_queue";
import { play } from "./sound";

const MODEL = "stock.picking.batch";
const RECENT = 8;
const PROMPTS = {
    order: _t("Scan an order"),
    products: _t("Scan the products"),
    waybill: _t("Scan the waybill"),
    weight: _t("Type the weight in kg, or press Enter"),
};

/** The warehouse's screen: a wave is scanned parcel by parcel, then confirmed. */
export class Dispatch extends Component {
    static template = "tvshop_logistics.Dispatch";
    static props = { ...standardActionServiceProps };
    static displayName = _t("Dispatch");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.input = useRef("input");
        this.state = useState({
            waves: [],
            waveId: false,
            parcel: null,
            message: "",
            tone: "",
            flash: 0,
            recent: [],
            isAsking: false,
            progress: null,
        });
        this.queue = new ScanQueue((message) => this.refuse(message));
        onWillStart(() => this.resume());
        useExternalListener(window, "keydown", (event) => this.onKey(event));
    }

    // State that survives a reload

    get storageKey() {
        return `tvshop_dispatch_${user.userId}`;
    }

    async resume() {
        const kept = JSON.parse(browser.localStorage.getItem(this.storageKey) || "{}");
        const wanted = this.props.action.params?.wave_id || kept.waveId;
        await this.loadWaves();
        if (this.state.waves.some((wave) => wave.id === wanted)) {
            this.state.waveId = wanted;
        }
        if (this.state.waveId && kept.order && kept.waveId === this.state.waveId) {
            await this.open(kept.order, kept.counts, kept.waybill);
        }
    }

    keep() {
        const { waveId, parcel } = this.state;
        const kept = parcel
            ? { order: parcel.name, counts: parcel.counts, waybill: parcel.waybill }
            : {};
        browser.localStorage.setItem(this.storageKey, JSON.stringify({ waveId, ...kept }));
    }

    async loadWaves() {
        this.state.waves = await this.orm.call(MODEL, "dispatch_waves", []);
    }

    // What is shown

    get wave() {
        return this.state.waves.find((wave) => wave.id === this.state.waveId);
    }

    get prompt() {
        return PROMPTS[this.step];
    }

    get step() {
        return this.state.parcel ? step(this.state.parcel) : "order";
    }

    get isShipping() {
        return Boolean(this.state.progress && !this.state.progress.isOver);
    }

    missing(line) {
        return missing(this.state.parcel, line);
    }

    cutOff(wave) {
        return formatDateTime(deserializeDateTime(wave.cut_off), { format: "MM-dd HH:mm" });
    }

    get percent() {
        const { shipped, failed, total } = this.state.progress;
        return total ? Math.round((100 * (shipped + failed.length)) / total) : 100;
    }

    // Keys

    onKey(event) {
        const keys = {
            F6: () => !event.repeat && this.confirm(),
            F7: () => this.print(),
            Escape: () => this.leave(),
        };
        if (keys[event.key] && !document.querySelector(".modal")) {
            event.preventDefault();
            keys[event.key]();
        } else if (!document.querySelector(".modal") && document.activeElement === document.body) {
            this.input.el?.focus();
        }
    }

    onEnter(event) {
        if (event.key !== "Enter") {
            return;
        }
        const text = event.target.value;
        event.target.value = "";
        this.queue.add(() => this.take(text));
    }

    async take(text) {
        if (this.isShipping) {
            return this.refuse("");
        }
        this.state.isAsking = false;
        this.state.progress = null;
        if (!this.wave) {
            this.choose(this.state.waves[Number(text) - 1] || this.byName(text));
        } else if (!this.state.parcel) {
            if (text.trim()) {
                await this.open(text.trim());
            }
        } else {
            await this.takeCode(text);
        }
    }

    byName(text) {
        return this.state.waves.find((wave) => wave.name === text.trim().toUpperCase());
    }

    choose(wave) {
        if (!wave) {
            return this.refuse(_t("Type a wave's number from the list."));
        }
        this.state.waveId = wave.id;
        this.state.message = "";
        this.keep();
        this.input.el.focus();
    }

    // Packing

    async open(code, counts, waybill) {
        const answer = await this.orm.call(MODEL, "dispatch_open", [this.state.waveId, code]);
        if (answer.refused) {
            this.keep();
            return this.refuse(answer.refused);
        }
        this.state.parcel = startParcel(answer.parcel, counts, waybill);
        this.accept("ok");
    }

    async takeCode(text) {
        const answer = scan(this.state.parcel, text);
        if (answer.refused) {
            return this.refuse(answer.refused);
        }
        if ("weight" in answer) {
            return this.finish(answer.parcel, answer.weight);
        }
        this.state.parcel = answer.parcel;
        this.accept("ok");
    }

    async finish(parcel, weight) {
        const answer = await this.orm.call(MODEL, "dispatch_ready", [
            this.state.waveId,
            parcel.id,
            parcel.counts,
            parcel.waybill,
            weight,
        ]);
        this.state.parcel = null;
        if (answer.refused) {
            this.keep();
            return this.refuse(answer.refused);
        }
        Object.assign(this.wave, answer.wave);
        this.state.recent = [{ ...parcel, weight }, ...this.state.recent].slice(0, RECENT);
        this.accept("done", _t("Order %s is ready. Scan the next one.", parcel.order));
    }

    accept(sound, message = "") {
        this.tell(message, "ok", sound);
        this.keep();
    }

    refuse(message) {
        this.tell(message, "refused", "refused");
    }

    tell(message, tone, sound) {
        // The number makes the flash a new element, so that the same refusal flashes again.
        Object.assign(this.state, { message, tone, flash: this.state.flash + 1 });
        play(sound);
    }

    /** A key is meant for what the codes before it bring about. */
    leave() {
        return this.queue.add(() => this.stepBack());
    }

    async stepBack() {
        if (this.state.isAsking) {
            this.state.isAsking = false;
        } else if (this.state.parcel) {
            const { id } = this.state.parcel;
            this.state.parcel = null;
            await this.orm.call(MODEL, "dispatch_release", [this.state.waveId, id]);
        } else if (!this.isShipping) {
            this.state.progress = null;
            this.state.waveId = false;
            await this.loadWaves();
        }
        this.state.message = "";
        this.keep();
        this.input.el?.focus();
    }

    // The whole wave

    async print() {
        if (this.wave && !this.state.parcel) {
            await this.action.doActionButton({
                type: "object",
                name: "action_print_waybills",
                resModel: MODEL,
                resId: this.wave.id,
                onClose: () => this.loadWaves(),
            });
        }
    }

    confirm() {
        // Not the button: a scanner's Enter would press it again.
        this.input.el.focus();
        return this.queue.add(() => this.askOrShip());
    }

    askOrShip() {
        if (!this.wave || this.state.parcel || this.isShipping) {
            return;
        }
        this.state.progress = null;
        if (!this.wave.scanned) {
            return this.refuse(_t("No parcel is scanned yet."));
        }
        this.state.isAsking = !this.state.isAsking;
        if (!this.state.isAsking) {
            // Not waited for: what is scanned meanwhile is refused.
            this.ship().catch((error) => {
                this.state.progress = null;
                this.refuse(refusalOf(error));
            });
        }
    }

    /** Ship chunk by chunk; what is shipped stays so, if the page is closed meanwhile. */
    async ship() {
        this.state.progress = { shipped: 0, failed: [], total: this.wave.scanned, isOver: false };
        const progress = this.state.progress;
        let answer = { last: 0, left: 1 };
        while (answer.left) {
            answer = await this.orm.silent.call(MODEL, "dispatch_confirm", [
                this.state.waveId,
                answer.last,
            ]);
            progress.shipped += answer.shipped;
            progress.failed.push(...answer.failed);
            Object.assign(this.wave, answer.wave);
        }
        progress.isOver = true;
        if (progress.failed.length) {
            this.refuse(
                _t("%s parcels could not be shipped. Take them out.", progress.failed.length),
            );
        } else {
            this.accept("done", _t("%s orders are shipped.", progress.shipped));
        }
    }
}

registry.category("actions").add("tvshop_dispatch", Dispatch);
