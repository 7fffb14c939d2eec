import { EventBus, reactive } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { effect } from "@web/core/utils/reactive";
import { batched } from "@web/core/utils/timing";

import { startEdits } from "./customer_edits";
import { DraftStore } from "./draft_store";
import { DeskOptions } from "./options";

export function errorText(error) {
    if (error instanceof ConnectionLostError) {
        return _t("The connection to the server is lost. Nothing typed is lost: try again.");
    }
    return error.data?.message || error.message;
}

/**
 * What the agent's desktop shows and what was typed there.
 *
 * The bus tells other add-ons: CUSTOMER_OPENED {partnerId, origin}, CUSTOMER_SAVED {profile,
 * origin}, ORDER_MADE {order, partnerId, origin}, FOCUS_ORDER.
 */
export class Desk {
    /**
     * @param {Object} options
     * @param {Object} options.orm
     * @param {{load: () => Object|null, save: (data: Object) => void}} options.storage one tab's
     * @param {import("./client_keys").ClientKeys} options.clientKeys
     * @param {() => void} options.show brings the desktop to the screen
     */
    constructor({ orm, storage, clientKeys, show }) {
        this.orm = orm;
        this.storage = storage;
        this.show = show;
        this.bus = new EventBus();
        this.options = new DeskOptions(orm);
        this.turn = 0;
        this.state = reactive({
            mode: "idle",
            partnerId: false,
            profile: null,
            preview: null,
            candidates: [],
            origin: null,
            draft: null,
            error: "",
            caller: null,
            store: new DraftStore(clientKeys),
        });
        this.restore();
        const save = (state) => this.storage.save(this.snapshot(state));
        effect(batched(save), [this.state]);
    }

    // ---- what is on the screen

    /**
     * Shows a customer. Opening the one shown again reads it anew and loses nothing.
     *
     * @param {number} partnerId
     * @param {Object|null} [origin]
     * @param {Object|null} [preview] the customer's row, shown until the profile is there
     */
    openCustomer(partnerId, origin = null, preview = null) {
        this.show();
        return this.displayCustomer(partnerId, origin, preview);
    }

    /** Several customers share the caller's number: the agent chooses. */
    openChoice(rows, origin = null) {
        this.show();
        this.displayChoice(rows, origin);
    }

    /** An unknown caller: the form, with what the call tells filled in. */
    openNew(origin = null) {
        this.show();
        this.displayNew(origin);
    }

    async displayCustomer(partnerId, origin, preview = null) {
        const isSame = this.state.mode === "customer" && this.state.partnerId === partnerId;
        Object.assign(this.state, {
            mode: "customer",
            partnerId,
            origin: origin || (isSame ? this.state.origin : null),
            candidates: [],
            error: "",
            profile: isSame ? this.state.profile : null,
            preview,
            draft: isSame ? this.state.draft : null,
        });
        if (await this.reload()) {
            this.bus.trigger("CUSTOMER_OPENED", { partnerId, origin: this.state.origin });
        }
    }

    displayChoice(rows, origin) {
        this.turn++;
        Object.assign(this.state, {
            mode: "choice",
            partnerId: false,
            profile: null,
            candidates: rows,
            origin,
            draft: null,
            error: "",
        });
    }

    displayNew(origin) {
        this.turn++;
        Object.assign(this.state, {
            mode: "new",
            partnerId: false,
            profile: null,
            candidates: [],
            origin,
            draft: this.state.store.open(false, origin),
            error: "",
        });
    }

    close() {
        this.turn++;
        Object.assign(this.state, {
            mode: "idle",
            partnerId: false,
            profile: null,
            candidates: [],
            origin: null,
            draft: null,
            error: "",
        });
    }

    /** The call whose caller is still to be found: who is opened now is the caller. */
    get originToIdentify() {
        return ["new", "choice"].includes(this.state.mode) ? this.state.origin : null;
    }

    /**
     * Who is on the line, told by the telephone.
     *
     * @param {{partnerId: number, name: string, origin: Object}|null} caller
     */
    setCaller(caller) {
        this.state.caller = caller;
    }

    /** The caller, when the screen shows somebody else. */
    get otherCaller() {
        const { caller, mode, partnerId } = this.state;
        return mode === "customer" && caller && caller.partnerId !== partnerId ? caller : null;
    }

    /** Whether something typed here would be left behind by opening somebody else. */
    get isBusy() {
        const { draft, store } = this.state;
        return Boolean(draft && store.isUnfinished(draft));
    }

    openDraft(draft) {
        return draft.partnerId
            ? this.openCustomer(draft.partnerId, draft.origin)
            : this.openNew(draft.origin);
    }

    dropDraft(draft) {
        this.state.store.drop(draft.key);
        if (this.state.draft?.key === draft.key) {
            this.close();
        }
    }

    /** @returns {Promise<boolean>} whether the customer is shown; not so when another was opened */
    async reload() {
        const turn = ++this.turn;
        const { partnerId } = this.state;
        try {
            const profile = await this.orm.silent.call("res.partner", "desktop_profile", [
                partnerId,
            ]);
            if (turn === this.turn) {
                this.showProfile(profile);
                return true;
            }
        } catch (error) {
            if (turn === this.turn) {
                this.state.error = errorText(error);
            }
        }
        return false;
    }

    showProfile(profile) {
        const { origin, store } = this.state;
        Object.assign(this.state, {
            mode: "customer",
            partnerId: profile.id,
            profile,
            error: "",
            draft: store.open(profile.id, origin, profile.name),
        });
    }

    // ---- what the agent does

    startEdits(draft) {
        if (!draft.edits) {
            draft.edits = startEdits(this.state.profile);
            draft.editsBefore = startEdits(this.state.profile);
        }
    }

    stopEdits(draft) {
        draft.edits = null;
        draft.editsBefore = null;
    }

    /** @returns {Promise<Object[]>} customers with the same number; empty when saved */
    async saveCustomer(vals) {
        const { partnerId, origin, draft } = this.state;
        const result = await this.orm.call("res.partner", "desktop_save", [partnerId, vals]);
        if (result.duplicates) {
            return result.duplicates;
        }
        this.stopEdits(draft);
        if (!partnerId) {
            this.state.store.drop(draft.key);
        }
        if (this.state.draft?.key === draft.key) {
            this.showProfile(result);
        }
        this.bus.trigger("CUSTOMER_SAVED", { profile: result, origin });
        return [];
    }

    /** @param {Object|false} address to keep as the customer's own */
    async orderMade(draft, order, address = false) {
        draft.done = order;
        this.bus.trigger("ORDER_MADE", {
            order,
            partnerId: draft.partnerId,
            origin: draft.origin,
        });
        if (address) {
            await this.keepAddress(draft.partnerId, address);
        }
        if (this.state.partnerId === draft.partnerId) {
            await this.reload();
        }
    }

    async keepAddress(partnerId, address) {
        try {
            await this.orm.call("res.partner", "desktop_save", [partnerId, address]);
        } catch {
            // The order has its address; the customer's can be typed again.
        }
    }

    // ---- across reloads of the page

    snapshot({ mode, partnerId, origin, candidates, store }) {
        return JSON.stringify({ mode, partnerId, origin, candidates, drafts: store });
    }

    restore() {
        const saved = this.storage.load();
        this.state.store.restore(saved?.drafts);
        this.resumable = saved;
    }

    /** Once after a reload: what was on the screen, unless a call has opened something since. */
    resume() {
        const saved = this.resumable;
        this.resumable = null;
        if (!saved || this.state.mode !== "idle") {
            return;
        }
        if (saved.mode === "customer") {
            this.displayCustomer(saved.partnerId, saved.origin);
        } else if (saved.mode === "choice") {
            this.displayChoice(saved.candidates, saved.origin);
        } else if (saved.mode === "new") {
            this.displayNew(saved.origin);
        }
    }
}
