const LONGEST = 200;

/** States to go back to and forth again; states are never changed in place. */
export class History {
    constructor(state) {
        this.past = [];
        this.present = state;
        this.future = [];
        this.saved = state;
        this.topic = null;
    }

    /** A new state. Repeated steps of one `topic` are undone together. */
    push(state, topic = null) {
        const isContinued = topic && topic === this.topic && this.present !== this.saved;
        if (!isContinued) {
            this.past = [...this.past, this.present].slice(-LONGEST);
        }
        this.present = state;
        this.future = [];
        this.topic = topic;
    }

    /** The next step stands alone, whatever its topic. */
    endTopic() {
        this.topic = null;
    }

    undo() {
        if (this.past.length) {
            this.future = [...this.future, this.present];
            this.present = this.past.at(-1);
            this.past = this.past.slice(0, -1);
        }
        this.endTopic();
        return this.present;
    }

    redo() {
        if (this.future.length) {
            this.past = [...this.past, this.present];
            this.present = this.future.at(-1);
            this.future = this.future.slice(0, -1);
        }
        this.endTopic();
        return this.present;
    }

    /** @param state what was saved: there may be a newer one by now */
    markSaved(state) {
        this.saved = state;
        this.endTopic();
    }

    get isDirty() {
        return this.present !== this.saved;
    }
}
