export const CONNECTION = {
    OFF: "off",
    CONNECTING: "connecting",
    REGISTERING: "registering",
    REGISTERED: "registered",
    REFUSED: "refused",
    LOST: "lost",
};

/** How long the PBX may take to learn a new secret, and how often to ask meanwhile, in ms. */
const LEARNING_TIME = 15000;
const LEARNING_STEP = 600;
const REFUSED_STEP = 10000;
const MAX_BACKOFF = 20000;
const SECRET_CODES = new Set([401, 403, 404]);

/**
 * Keeps one SIP user agent registered: tries again while the PBX learns the secret, and with
 * growing pauses when it doesn't answer. JsSIP itself opens a lost websocket again.
 */
export class Registration {
    /**
     * @param {Object} ua JsSIP UA
     * @param {Object} state receives `connection` (one of CONNECTION)
     * @param {() => void} onBack called when a lost registration stands again
     */
    constructor(ua, state, onBack) {
        this.ua = ua;
        this.state = state;
        this.onBack = onBack;
        this.failures = 0;
        this.timer = null;
        this.startedAt = Date.now();
        this.wasRegistered = false;
        this.listen();
    }

    listen() {
        this.ua.on("connecting", () => this.onConnecting());
        this.ua.on("connected", () => (this.state.connection = CONNECTION.REGISTERING));
        this.ua.on("disconnected", () => this.onDisconnected());
        this.ua.on("registered", () => this.onRegistered());
        this.ua.on("registrationFailed", (event) => this.onFailed(event));
    }

    start() {
        this.state.connection = CONNECTION.CONNECTING;
        this.ua.start();
    }

    /** Stops without a word on the wire when `isSilent`, so that calls outlive this page. */
    stop(isSilent) {
        this.isStopped = true;
        clearTimeout(this.timer);
        if (isSilent) {
            this.ua.transport?.disconnect();
        }
        this.ua.stop();
        this.state.connection = CONNECTION.OFF;
    }

    /** The network is said to be back: don't wait for the next attempt. */
    hurry() {
        if (this.state.connection === CONNECTION.LOST) {
            this.ua.transport?.connect();
        }
    }

    onConnecting() {
        if (this.state.connection !== CONNECTION.LOST) {
            this.state.connection = CONNECTION.CONNECTING;
        }
    }

    onDisconnected() {
        clearTimeout(this.timer);
        if (!this.isStopped) {
            this.state.connection = CONNECTION.LOST;
        }
    }

    onRegistered() {
        clearTimeout(this.timer);
        const isBack = this.wasRegistered;
        this.failures = 0;
        this.wasRegistered = true;
        this.state.connection = CONNECTION.REGISTERED;
        if (isBack) {
            this.onBack();
        }
    }

    onFailed({ response }) {
        if (this.isStopped) {
            return;
        }
        this.failures++;
        const isSecret = SECRET_CODES.has(response?.status_code);
        const isLearning = isSecret && Date.now() - this.startedAt < LEARNING_TIME;
        if (!isLearning) {
            this.state.connection = isSecret ? CONNECTION.REFUSED : CONNECTION.LOST;
        }
        const secretStep = isLearning ? LEARNING_STEP : REFUSED_STEP;
        const backoff = Math.min(1000 * 2 ** this.failures, MAX_BACKOFF);
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.ua.register(), isSecret ? secretStep : backoff);
    }
}
