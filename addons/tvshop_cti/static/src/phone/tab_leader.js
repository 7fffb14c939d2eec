/**
 * Of all tabs of one browser, one has the telephone: the first; when it is closed, the next; and
 * at any time the tab in which the agent asks for it.
 */
export class TabLeader {
    /**
     * @param {Object} options
     * @param {string} options.name
     * @param {() => void} options.onGain
     * @param {() => void} options.onLose
     * @param {LockManager} [options.locks] absent on pages that are not served securely
     */
    constructor({ name, onGain, onLose, locks = navigator.locks }) {
        this.name = name;
        this.onGain = onGain;
        this.onLose = onLose;
        this.locks = locks;
        this.isLeader = false;
        this.waiting = null;
    }

    /** Waits for its turn. */
    start() {
        this.waiting = new AbortController();
        this.request({ signal: this.waiting.signal });
    }

    /** Takes the telephone from the tab that has it. */
    takeOver() {
        if (!this.isLeader) {
            this.waiting?.abort();
            this.request({ steal: true });
        }
    }

    async request(options) {
        if (!this.locks) {
            this.gain();
            return;
        }
        let isHeld = false;
        try {
            await this.locks.request(this.name, options, () => {
                isHeld = true;
                this.gain();
                // Held until the page closes or another tab steals it.
                return new Promise(() => {});
            });
        } catch (error) {
            if (error.name !== "AbortError") {
                throw error;
            }
            if (isHeld) {
                this.lose();
            }
        }
    }

    gain() {
        this.isLeader = true;
        this.onGain();
    }

    lose() {
        this.isLeader = false;
        this.onLose();
        this.start();
    }
}
