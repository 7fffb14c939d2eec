import { LINE, PhoneLine } from "./phone_line";
import { MICROPHONE, closeStream, openMicrophone } from "./microphone";
import { CONNECTION, Registration } from "./registration";

const BUSY = 486;
const EXTENSION = /^\d{4}$/;
/** Between the end of a question and the call into the conference, in ms. */
const CALL_BACK_TIME = 5000;

/**
 * @typedef {Object} SoftphoneState
 * @property {string} connection one of CONNECTION
 * @property {string} microphone one of MICROPHONE
 * @property {import("./phone_line").LineState|null} line the call
 * @property {import("./phone_line").LineState|null} consult the colleague asked about the call
 * @property {"blind"|"attended"|"conference"|null} transfer which transfer is under way
 * @property {boolean} isSentOn whether the last call went on to a colleague
 * @property {{kind: string, code?: number}|null} failure what went wrong last, for people to read
 */

/**
 * A telephone in the browser: one call, and while it is held one consultation call.
 * It knows SIP and sound; it knows nothing of Odoo. What it shows is in `state`.
 */
export class Softphone {
    /**
     * @param {Object} options
     * @param {(settings: Object) => Object} options.createUA makes a JsSIP UA
     * @param {Object} [options.state] object to keep the state in (may be reactive)
     * @param {() => Promise<MediaStream>} [options.getMicrophone]
     * @param {() => HTMLAudioElement} [options.createAudio]
     */
    constructor({ createUA, state = {}, getMicrophone = openMicrophone, createAudio }) {
        this.createUA = createUA;
        this.getMicrophone = getMicrophone;
        this.createAudio = createAudio || (() => document.createElement("audio"));
        /** @type {SoftphoneState} */
        this.state = Object.assign(state, {
            connection: CONNECTION.OFF,
            microphone: MICROPHONE.UNKNOWN,
            line: null,
            consult: null,
            transfer: null,
            isSentOn: false,
            failure: null,
        });
        this.registration = null;
        this.line = null;
        this.consult = null;
    }

    /**
     * @param {Object} settings
     * @param {string} settings.ws_url
     * @param {string} settings.sip_domain
     * @param {string} settings.extension
     * @param {string} settings.secret
     * @param {string} [settings.display_name]
     */
    start(settings) {
        this.stop();
        this.domain = settings.sip_domain;
        this.ua = this.createUA(settings);
        this.ua.on("newRTCSession", (event) => this.onSession(event));
        this.registration = new Registration(this.ua, this.state, () => this.refresh());
        this.registration.start();
    }

    /** Ends the call and leaves the PBX. */
    stop() {
        this.leave(false);
    }

    /** Leaves without ending the call, for another page to take it over. */
    abandon() {
        this.leave(true);
    }

    leave(isSilent) {
        this.registration?.stop(isSilent);
        this.registration = null;
        for (const line of [this.line, this.consult]) {
            line?.release();
        }
        this.setLine("line", null);
        this.setLine("consult", null);
        this.state.transfer = null;
    }

    hurry() {
        this.registration?.hurry();
    }

    /** Asks for the microphone before a call needs it. */
    async checkMicrophone() {
        const stream = await this.openMicrophone();
        closeStream(stream);
    }

    async answer() {
        const { line } = this;
        if (line?.state.status !== LINE.RINGING || this.isOpening) {
            return;
        }
        this.isOpening = true;
        const stream = await this.openMicrophone();
        this.isOpening = false;
        if (stream && line.state.status === LINE.RINGING) {
            line.answer(stream);
        } else {
            closeStream(stream);
        }
    }

    hangup() {
        if (this.consult) {
            this.consult.hangup();
        } else {
            this.line?.hangup();
        }
    }

    async toggleHold() {
        if (!this.line?.isEstablished || this.consult) {
            return;
        }
        const method = this.line.state.status === LINE.HELD ? "unhold" : "hold";
        await this.attempt("hold", () => this.line[method]());
    }

    toggleMute() {
        const line = this.consult || this.line;
        if (line?.isEstablished) {
            line.toggleMute();
        }
    }

    sendDtmf(tone) {
        const line = this.consult || this.line;
        if (line?.isEstablished && /^[0-9*#]$/.test(tone)) {
            line.sendDtmf(tone);
        }
    }

    async blindTransfer(extension) {
        if (this.line?.isEstablished && !this.consult && !this.state.transfer) {
            await this.transfer("blind", () => this.line.refer(this.address(extension)));
        }
    }

    /** Holds the customer and calls a colleague. */
    async startConsult(extension) {
        if (!this.line?.isEstablished || this.consult || this.isOpening) {
            return;
        }
        this.isOpening = true;
        const stream = await this.openMicrophone();
        this.isOpening = false;
        const isHeld = stream && (await this.attempt("hold", () => this.ensureHeld()));
        if (isHeld && this.line) {
            this.callColleague(extension, stream);
        } else {
            closeStream(stream);
        }
    }

    callColleague(extension, stream) {
        const session = this.ua.call(this.address(extension), {
            mediaStream: stream,
            pcConfig: { iceServers: [] },
        });
        const consult = this.makeLine(session, "out");
        consult.stream = stream;
        consult.watchMedia();
        this.setLine("consult", consult);
    }

    async completeTransfer() {
        const { line, consult } = this;
        if (line?.isEstablished && consult?.isEstablished && !this.state.transfer) {
            const target = this.address(consult.state.number);
            await this.transfer("attended", () => line.refer(target, consult));
        }
    }

    /**
     * Brings the customer, a colleague and this agent together. The PBX calls the colleague into
     * the room, so a consultation ends first.
     *
     * @param {(extension: string) => Promise<void>} request asks the PBX
     * @param {string} [extension] the colleague; by default the one being asked
     */
    async startConference(request, extension = this.consult?.state.number) {
        const { line, consult } = this;
        if (!line?.isEstablished || !extension || this.state.transfer) {
            return;
        }
        this.state.transfer = "conference";
        consult?.hangup();
        line.state.isConference = await this.attempt("conference", async () => {
            await this.ensureTalking();
            await request(extension);
        });
        this.state.transfer = null;
    }

    /** Ends the consultation; the customer is taken back when it is over. */
    cancelConsult() {
        this.consult?.hangup();
    }

    unlockAudio() {
        this.line?.playAudio();
        this.consult?.playAudio();
    }

    clearFailure() {
        this.state.failure = null;
    }

    // Events

    onSession({ originator, session }) {
        if (originator !== "remote") {
            return;
        }
        if (this.line) {
            session.terminate({ status_code: BUSY });
            return;
        }
        Object.assign(this.state, { failure: null, isSentOn: false });
        this.setLine("line", this.makeLine(session, "in"));
        if (this.isCalledBack()) {
            this.line.state.purpose = "join";
        }
        if (this.line.state.purpose) {
            this.answer();
        }
    }

    onEnded(line, { originator, code }) {
        if (line === this.consult) {
            this.onConsultEnded(originator, code);
        } else if (line === this.line) {
            this.lastLine = { number: line.state.number, at: Date.now(), wasAnswered: line.stream };
            this.setLine("line", this.consult);
            this.setLine("consult", null);
            this.state.transfer = null;
        }
    }

    onConsultEnded(originator, code) {
        this.setLine("consult", null);
        if (this.state.transfer || !this.line?.isEstablished) {
            return;
        }
        this.attempt("hold", () => this.line.unhold());
        if (originator === "remote") {
            this.state.failure = { kind: "consult", code };
        }
    }

    /** After a lost connection the PBX has to learn where its calls are to be reached. */
    refresh() {
        this.line?.refresh();
        this.consult?.refresh();
    }

    /** A colleague who was just asked about a call is fetched into its conference. */
    isCalledBack() {
        const { number } = this.line.state;
        const { lastLine } = this;
        const isSame = lastLine?.wasAnswered && lastLine.number === number;
        return isSame && EXTENSION.test(number) && Date.now() - lastLine.at < CALL_BACK_TIME;
    }

    // Helpers

    async openMicrophone() {
        try {
            const stream = await this.getMicrophone();
            this.state.microphone = MICROPHONE.READY;
            return stream;
        } catch (error) {
            this.state.microphone = error.code || MICROPHONE.BUSY;
            return null;
        }
    }

    async ensureHeld() {
        if (this.line.state.status !== LINE.HELD) {
            await this.line.hold();
        }
    }

    async ensureTalking() {
        if (this.line.state.status === LINE.HELD) {
            await this.line.unhold();
        }
    }

    async transfer(kind, action) {
        const lines = [this.consult, this.line];
        this.state.transfer = kind;
        const isDone = await this.attempt("transfer", action);
        if (isDone) {
            this.state.isSentOn = true;
            lines.forEach((line) => line?.hangup());
        }
        this.state.transfer = null;
    }

    /** @returns {Promise<boolean>} whether it worked; if not, `state.failure` says so */
    async attempt(kind, action) {
        this.state.failure = null;
        try {
            await action();
            return true;
        } catch {
            this.state.failure = { kind };
            return false;
        }
    }

    address(extension) {
        return `sip:${extension}@${this.domain}`;
    }

    makeLine(session, direction) {
        return new PhoneLine(session, {
            direction,
            createAudio: this.createAudio,
            onEnded: (line, data) => this.onEnded(line, data),
        });
    }

    setLine(slot, line) {
        this[slot] = line;
        this.state[slot] = line && line.state;
        if (line) {
            // The line writes through a reactive state, so that components notice.
            line.state = this.state[slot];
        }
    }
}
