import { closeStream } from "./microphone";

export const LINE = {
    RINGING: "ringing",
    CALLING: "calling",
    ANSWERING: "answering",
    TALKING: "talking",
    HELD: "held",
    ENDED: "ended",
};

/** Network cards without a way out would delay the answer until their candidates time out. */
const ICE_PATIENCE = 800;
const LOST_MEDIA = new Set(["disconnected", "failed"]);

/** What the PBX puts before the digits of the calling user when the phone is to answer by itself. */
const OWN_CALL = /^([DRC])\d+$/;
const PURPOSES = { D: "dial", R: "resume", C: "campaign" };

/**
 * @typedef {Object} LineState
 * @property {string} status one of LINE
 * @property {"in"|"out"} direction
 * @property {string} number as the PBX shows it (customers' numbers arrive masked)
 * @property {string} name
 * @property {"dial"|"resume"|"campaign"|"join"|false} purpose set on calls that answer themselves
 * @property {number} since epoch in ms of the last change of status
 * @property {boolean} isMuted
 * @property {boolean} isConference
 * @property {boolean} isSilent the network lost the audio
 * @property {boolean} isAudioBlocked the browser refuses to play until somebody clicks
 */

/** One SIP session of this browser, seen as a telephone line. */
export class PhoneLine {
    /**
     * @param {Object} session JsSIP RTCSession
     * @param {Object} options
     * @param {"in"|"out"} options.direction
     * @param {() => HTMLAudioElement} options.createAudio
     * @param {(line: PhoneLine, data: {originator: string, cause: string, code: number}) => void}
     *  options.onEnded
     */
    constructor(session, { direction, createAudio, onEnded }) {
        this.session = session;
        this.createAudio = createAudio;
        this.onEnded = onEnded;
        this.stream = null;
        this.audio = null;
        /** @type {LineState} */
        this.state = this.initialState(direction);
        this.listen();
    }

    initialState(direction) {
        const identity = this.session.remote_identity;
        const number = String(identity?.uri?.user || "");
        const match = direction === "in" && number.match(OWN_CALL);
        return {
            status: direction === "in" ? LINE.RINGING : LINE.CALLING,
            direction,
            number: match ? "" : number,
            name: identity?.display_name || "",
            purpose: match ? PURPOSES[match[1]] : false,
            since: Date.now(),
            isMuted: false,
            isConference: false,
            isSilent: false,
            isAudioBlocked: false,
        };
    }

    listen() {
        const { session } = this;
        session.on("accepted", () => this.setStatus(LINE.TALKING));
        session.on("hold", ({ originator }) => this.onHold(originator, LINE.HELD));
        session.on("unhold", ({ originator }) => this.onHold(originator, LINE.TALKING));
        session.on("icecandidate", (event) => this.limitIce(event));
        session.on("failed", (event) => this.onFinished(event));
        session.on("ended", (event) => this.onFinished(event));
    }

    get isEnded() {
        return this.state.status === LINE.ENDED;
    }

    get isEstablished() {
        return [LINE.TALKING, LINE.HELD].includes(this.state.status);
    }

    /** @param {MediaStream} stream */
    answer(stream) {
        this.stream = stream;
        this.setStatus(LINE.ANSWERING);
        this.session.answer({ mediaStream: stream, pcConfig: { iceServers: [] } });
        this.watchMedia();
    }

    hangup() {
        if (!this.isEnded) {
            const isRefused = this.state.status === LINE.RINGING;
            this.session.terminate(isRefused ? { status_code: 486 } : {});
        }
    }

    /** @returns {Promise<void>} once the other side knows */
    hold() {
        return this.reoffer("hold");
    }

    unhold() {
        return this.reoffer("unhold");
    }

    reoffer(method) {
        return new Promise((resolve, reject) => {
            if (!this.session[method]({}, resolve)) {
                reject(new Error(`The line cannot ${method} now.`));
            }
        });
    }

    toggleMute() {
        this.state.isMuted = !this.state.isMuted;
        if (this.state.isMuted) {
            this.session.mute({ audio: true });
        } else {
            this.session.unmute({ audio: true });
        }
    }

    /** @param {string} tone one of 0-9 * # */
    sendDtmf(tone) {
        this.session.sendDTMF(tone, { transportType: "RFC2833" });
    }

    /**
     * @param {string} target extension or SIP address
     * @param {PhoneLine} [replaced] consultation that the other side shall get
     * @returns {Promise<void>} once the other side is on its way; rejected when the PBX refuses
     */
    refer(target, replaced) {
        return new Promise((resolve, reject) => {
            const fail = () => reject(new Error("The transfer was refused."));
            this.session.refer(target, {
                replaces: replaced?.session,
                eventHandlers: {
                    progress: resolve,
                    accepted: resolve,
                    failed: fail,
                    requestFailed: fail,
                },
            });
            // The PBX may say goodbye before it reports that the transfer is done.
            this.session.on("ended", resolve);
        });
    }

    /** A new websocket has a new address: the PBX learns it from any request on the call. */
    refresh() {
        if (this.isEstablished) {
            this.session.renegotiate();
        }
    }

    playAudio() {
        this.audio
            ?.play()
            .then(() => (this.state.isAudioBlocked = false))
            .catch((error) => (this.state.isAudioBlocked = error.name === "NotAllowedError"));
    }

    watchMedia() {
        const connection = this.session.connection;
        connection.addEventListener("track", ({ streams }) => {
            this.audio = this.audio || this.createAudio();
            this.audio.srcObject = streams[0];
            this.playAudio();
        });
        connection.addEventListener("iceconnectionstatechange", () => {
            this.state.isSilent = LOST_MEDIA.has(connection.iceConnectionState);
        });
    }

    limitIce({ ready }) {
        if (!this.iceTimer) {
            this.iceTimer = setTimeout(ready, ICE_PATIENCE);
        }
    }

    onHold(originator, status) {
        if (originator === "local") {
            this.setStatus(status);
        }
    }

    onFinished({ originator, cause, message }) {
        if (!this.isEnded) {
            this.setStatus(LINE.ENDED);
            this.release();
            this.onEnded(this, { originator, cause, code: message?.status_code || 0 });
        }
    }

    setStatus(status) {
        const isHoldChange = this.isEstablished && [LINE.TALKING, LINE.HELD].includes(status);
        if (!isHoldChange) {
            this.state.since = Date.now();
        }
        this.state.status = status;
    }

    release() {
        clearTimeout(this.iceTimer);
        closeStream(this.stream);
        if (this.audio) {
            this.audio.srcObject = null;
            this.audio.remove();
        }
    }
}
