import { OrderDraft } from "./order_draft";

/** The name under which a customer's, a call's or a nameless draft is kept. */
export function draftKey(partnerId, origin) {
    if (partnerId) {
        return `p:${partnerId}`;
    }
    return origin?.call_id ? `c:${origin.call_id}` : "new";
}

/** Unfinished orders and unsaved customer edits, one draft per customer or call. */
export class DraftStore {
    drafts = {};

    constructor(clientKeys) {
        this.clientKeys = clientKeys;
    }

    open(partnerId, origin, label = "") {
        const key = draftKey(partnerId, origin);
        this.drafts[key] ||= {
            key,
            partnerId,
            label,
            origin,
            order: OrderDraft.create(this.clientKeys.current(key), origin),
            edits: null,
            editsBefore: null,
            done: null,
        };
        const draft = this.drafts[key];
        this.refresh(draft, origin, label);
        return draft;
    }

    /** A later call about the same customer brings its own origin; what was typed stays. */
    refresh(draft, origin, label) {
        draft.label = label || draft.label;
        const isNewCall = origin?.call_id && origin.call_id !== draft.origin?.call_id;
        if (isNewCall && draft.done) {
            this.renew(draft, origin);
        } else if (isNewCall && draft.order.isEmpty) {
            // The same object: a form on the screen holds it.
            draft.order.comeFrom(origin);
        }
        draft.origin = origin || draft.origin;
    }

    /** Starts the next order of the same customer under a new key. */
    renew(draft, origin = draft.origin) {
        const key = this.clientKeys.next(draft.key, draft.order.clientKey);
        draft.order = OrderDraft.create(key, origin);
        draft.done = null;
    }

    /** The same lines again, as an order of its own. */
    renewKey(draft) {
        draft.order.clientKey = this.clientKeys.next(draft.key, draft.order.clientKey);
        draft.done = null;
    }

    drop(key) {
        delete this.drafts[key];
    }

    isEdited(draft) {
        return JSON.stringify(draft.edits) !== JSON.stringify(draft.editsBefore);
    }

    isUnfinished(draft) {
        return this.isEdited(draft) || (!draft.done && !draft.order.isEmpty);
    }

    unfinished() {
        return Object.values(this.drafts).filter((draft) => this.isUnfinished(draft));
    }

    toJSON() {
        return this.unfinished();
    }

    restore(drafts) {
        for (const draft of drafts || []) {
            this.drafts[draft.key] = { ...draft, order: OrderDraft.restore(draft.order) };
        }
    }
}
