/** What a text input with a list of proposals knows; without DOM and timers. */
export class CompleterModel {
    term = "";
    answeredTerm = null;
    rows = [];
    index = 0;
    isOpen = false;
    turn = 0;

    constructor(search) {
        this.search = search;
    }

    get isFresh() {
        return this.answeredTerm === this.term;
    }

    type(term) {
        this.term = term;
        if (!term.trim()) {
            this.close();
        }
    }

    close() {
        this.turn++;
        this.isOpen = false;
        this.answeredTerm = null;
        this.rows = [];
    }

    async load() {
        const turn = ++this.turn;
        const term = this.term;
        if (!term.trim()) {
            return;
        }
        try {
            const rows = await this.search(term);
            if (turn === this.turn) {
                Object.assign(this, { rows, answeredTerm: term, index: 0, isOpen: true });
            }
        } catch (error) {
            if (turn === this.turn) {
                this.close(); // rows of an earlier term are no answer to this one
            }
            throw error;
        }
    }

    move(step) {
        const count = this.rows.length;
        this.index = count ? (this.index + step + count) % count : 0;
    }

    /**
     * What Enter takes. Typed faster than the server answers, only an unmistakable row is taken:
     * nobody sells what was not on the screen.
     */
    async pick() {
        if (this.isOpen && this.isFresh) {
            return this.rows[this.index] || null;
        }
        const term = this.term;
        await this.load();
        return this.answeredTerm === term && this.rows.length === 1 ? this.rows[0] : null;
    }
}
