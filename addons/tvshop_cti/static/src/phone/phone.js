import { EventBus, reactive } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { Deferred } from "@web/core/utils/concurrency";
import { effect } from "@web/core/utils/reactive";

import { LINE } from "../softphone/phone_line";
import { CONNECTION } from "../softphone/registration";
import { Softphone } from "../softphone/softphone";
import { Callbacks } from "./callbacks";
import { toggleCardPause } from "./card_pause";
import { startMarking, turnAway } from "./nuisance";
import { AGENT, MICROPHONE_TEXTS } from "./phone_texts";
import { canResume } from "./phone_view";
import { callerPartnerOf, screenPopOf } from "./screen_pop";

/** What other add-ons let hotkeys do: name of the hotkey → (phone) => … */
export const phoneActions = registry.category("tvshop_phone_actions");

const AGENT_MODEL = "tvshop.agent";
const SECRET_BYTES = 16;
/** How long the PBX may take to ring back after a reload, in ms. */
const RESUME_PATIENCE = 10000;
/** How long the PBX may take to ring this phone for a call that the agent asked for, in ms. */
const DIAL_PATIENCE = 15000;

export function makeSecret() {
    const bytes = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The telephone of the logged-in agent: what the server says is true, what this page's softphone
 * does, and what the agent may do about it.
 *
 * The bus tells components: OPEN_PANEL {view}, NO_CALLBACK when none waits.
 */
export class Phone {
    /**
     * @param {Object} options
     * @param {Object} options.orm
     * @param {Object} options.desk the service tvshop_desk
     * @param {() => boolean} options.isDeskShown
     * @param {(settings: Object) => Object} options.createUA
     * @param {{load: () => number, save: (id: number) => void}} options.popped the call that this
     *  tab showed last
     * @param {Object} [options.softphoneOptions]
     * @param {(callbacks: Object) => import("./tab_leader").TabLeader} options.makeTabs
     */
    constructor({ orm, desk, isDeskShown, createUA, popped, makeTabs, softphoneOptions = {} }) {
        this.orm = orm;
        this.desk = desk;
        this.isDeskShown = isDeskShown;
        this.popped = popped;
        this.bus = new EventBus();
        this.turn = 0;
        this.asked = 0; // turn of the question under way
        this.lastHint = Infinity;
        this.state = reactive({
            agent: false,
            pauseReasons: [],
            call: false,
            hotkeys: {},
            pbx: null,
            callbacks: false,
            isLeader: false,
            isRingBlocked: false,
            isDialling: false,
            isElsewhere: false, // another page of the agent's, at another seat, has the telephone
            markingCallId: false, // whose form for nuisance calls is open
            sip: {},
        });
        this.softphone = new Softphone({ createUA, state: this.state.sip, ...softphoneOptions });
        this.callbacks = new Callbacks(this);
        this.tabs = makeTabs({ onGain: () => this.lead(), onLose: () => this.yieldLead() });
        this.watchDesk();
        effect((sip) => this.onSipChange(sip.connection, sip.line?.status), [this.state.sip]);
    }

    // What is true

    /** Asks the server; of several answers under way the newest counts, of call-backs as well. */
    async refresh() {
        const turn = ++this.turn;
        const callbacksTurn = this.callbacks.turn;
        this.asked = turn;
        const data = await this.call("desk_state");
        if (turn !== this.turn) {
            return;
        }
        const isNewest = callbacksTurn === this.callbacks.turn;
        this.asked = 0;
        this.lastHint = data.last_hint;
        Object.assign(this.state, {
            agent: data.agent,
            pauseReasons: data.pause_reasons || [],
            call: data.call,
            hotkeys: data.hotkeys || {},
            pbx: data.pbx || null,
            callbacks: (isNewest && data.callbacks) || this.state.callbacks,
        });
        this.desk.setCaller(callerPartnerOf(data.call));
        if (data.agent) {
            this.followAgent();
            this.showCall();
        }
    }

    /** A new connection brings old hints again: none is news until the server has answered. */
    reconnect() {
        this.lastHint = Infinity;
        return this.refresh();
    }

    /**
     * Shows what a hint tells of; answers to what was asked before it are older.
     *
     * @param {{agent: Object, call: Object}} told as `desk_state` gives them
     * @param {number} hint the notification's number
     * @returns {boolean} whether that is all there is to know: the answer to an earlier question
     *  is not waited for any more
     */
    takeHint({ agent, call }, hint) {
        if (!this.state.agent || hint <= this.lastHint) {
            return false;
        }
        this.turn++;
        Object.assign(this.state, { agent, call });
        this.desk.setCaller(callerPartnerOf(call));
        this.followAgent();
        this.showCall();
        return !this.asked;
    }

    get isSignedIn() {
        return this.state.agent && this.state.agent.state !== AGENT.SIGNED_OUT;
    }

    get isPhoneOn() {
        return this.state.sip.connection !== CONNECTION.OFF;
    }

    get isPhoneRefused() {
        return this.state.sip.connection === CONNECTION.REFUSED && !this.state.sip.line;
    }

    /**
     * The telephone of the leading tab follows what the server knows of the agent. Who signs in
     * while this page knows them signed out does so at another seat, whose telephone is left alone.
     */
    followAgent() {
        const { state } = this;
        if (!state.isLeader || this.isOpening) {
            return;
        }
        if (!this.isSignedIn) {
            this.isLeft = true;
            state.isElsewhere = false;
            if (this.isPhoneOn) {
                this.softphone.stop();
            }
        } else if (!this.isPhoneOn && this.isLeft) {
            state.isElsewhere = true;
        } else if (!this.isPhoneOn || (this.isPhoneRefused && this.isPhoneForgotten)) {
            this.openPhone();
        } else if (this.isPhoneRefused) {
            state.isElsewhere = this.wasRegistered;
        }
    }

    /** It was away for so long that its secret was ended, and nobody has replaced it. */
    get isPhoneForgotten() {
        return this.state.agent.is_phone_lost && !this.state.isElsewhere;
    }

    // The telephone and the tabs

    lead() {
        this.state.isLeader = true;
        this.isLeft = false;
        this.leading?.resolve();
        this.followAgent();
    }

    /** Another tab has taken the telephone, and fetches the call if there is one. */
    yieldLead() {
        this.state.isLeader = false;
        this.softphone.abandon();
    }

    /** The secret lives as long as this page and is known to nobody else. */
    async openPhone() {
        this.isOpening = true;
        this.isLeft = false;
        this.wasRegistered = false;
        this.state.isElsewhere = false;
        try {
            const secret = makeSecret();
            const settings = await this.call("desk_open_phone", [secret]);
            if (this.state.isLeader) {
                this.mustResume = true;
                this.softphone.start({ ...settings, secret });
            }
        } finally {
            this.isOpening = false;
        }
        await this.refresh();
    }

    onSipChange(connection, lineStatus) {
        if (connection === CONNECTION.REGISTERED) {
            this.wasRegistered = true;
            this.state.isElsewhere = false;
            if (this.mustResume) {
                this.mustResume = false;
                this.resumeCall();
            }
        }
        if (connection === CONNECTION.REFUSED) {
            this.refresh();
        }
        if (lineStatus) {
            this.stopDialling();
        }
        if (lineStatus === LINE.TALKING) {
            this.showCall();
        }
    }

    /** The agent's leg went down with the page that had it; the customer is still there. */
    async resumeCall() {
        await this.refresh();
        const { call, sip } = this.state;
        if (!call?.can_resume || sip.line) {
            return;
        }
        await this.call("desk_resume_call");
        await new Promise((resolve) => setTimeout(resolve, RESUME_PATIENCE));
        if (this.state.call?.can_resume && this.state.call.id === call.id && !sip.line) {
            sip.failure = { kind: "resume" };
        }
    }

    get canResume() {
        return canResume(this.state);
    }

    // The screen

    showCall() {
        const { call, isLeader } = this.state;
        if (!call || call.id === this.popped.load() || this.isWorkDisturbed || this.isUntold) {
            return;
        }
        if (isLeader || this.isDeskShown()) {
            this.popped.save(call.id);
            this.popCall();
        }
    }

    /** A half-typed order keeps the screen until the agent answers: the banner tells who rings. */
    get isWorkDisturbed() {
        const isAnswered = this.hasCall || this.state.call.state !== "ringing";
        return !isAnswered && this.isDeskShown() && this.desk.isBusy;
    }

    /** A call of the agent's own, of which only this phone's part is known yet. */
    get isUntold() {
        const isOwn = this.state.isDialling || this.state.sip.line?.purpose === "dial";
        return isOwn && this.state.call.direction === "internal";
    }

    popCall() {
        const pop = this.state.call && screenPopOf(this.state.call);
        if (!pop) {
            this.desk.show();
        } else if (pop.subject) {
            this.desk[pop.method](pop.subject, pop.origin, pop.preview);
        } else {
            this.desk[pop.method](pop.origin);
        }
    }

    /** Whom the agent opens or enters for a call is who called. */
    watchDesk() {
        const attach = (origin, partnerId) => this.attachPartner(origin, partnerId);
        this.desk.bus.addEventListener("CUSTOMER_OPENED", ({ detail }) =>
            attach(detail.origin, detail.partnerId),
        );
        this.desk.bus.addEventListener("CUSTOMER_SAVED", ({ detail }) =>
            attach(detail.origin, detail.profile.id),
        );
    }

    async attachPartner(origin, partnerId) {
        const { call } = this.state;
        const isKnown = call?.id === origin?.call_id && call?.partner_id === partnerId;
        if (origin?.call_id && !isKnown) {
            await this.call("desk_attach_partner", [origin.call_id, partnerId]);
            await this.refresh();
        }
    }

    // What the agent does

    /** Signs in, or brings the telephone here from another seat. */
    async signIn() {
        if (this.isSignedIn && !this.state.isElsewhere) {
            return;
        }
        await this.ensureLead();
        await this.softphone.checkMicrophone();
        await this.openPhone();
    }

    /** @returns {Promise<void>} once this tab has the telephone */
    async ensureLead() {
        if (!this.state.isLeader) {
            this.leading = new Deferred();
            this.tabs.takeOver();
            await this.leading;
        }
    }

    /** Nobody is ready who cannot speak: customers would ring in vain. */
    async setReady() {
        await this.signIn();
        if (this.state.sip.microphone in MICROPHONE_TEXTS) {
            await this.softphone.checkMicrophone();
        }
        if (this.state.sip.microphone in MICROPHONE_TEXTS) {
            this.openPanel("main");
            return;
        }
        await this.setAgentState(AGENT.READY);
    }

    pause(reasonId) {
        return this.setAgentState(AGENT.PAUSED, reasonId);
    }

    signOut() {
        return this.setAgentState(AGENT.SIGNED_OUT);
    }

    async setAgentState(state, reasonId = false) {
        await this.call("desk_set_state", [state, reasonId]);
        await this.refresh();
    }

    async finishWrap() {
        await this.call("desk_finish_wrap");
        await this.refresh();
    }

    dial(contactId) {
        return this.dialBy("desk_dial", [contactId]);
    }

    /** Call back who a call was with. */
    dialCall(callId) {
        return this.dialBy("desk_dial_call", [callId]);
    }

    /**
     * @param {string} method of the server, which knows the number
     * @returns {Promise<Object>} its answer
     */
    async dialBy(method, args = []) {
        this.state.isDialling = true;
        this.state.sip.failure = null;
        this.dialTimer = setTimeout(() => this.onDialUnheard(), DIAL_PATIENCE);
        try {
            return await this.call(method, args);
        } catch (error) {
            this.stopDialling();
            throw error;
        }
    }

    stopDialling() {
        clearTimeout(this.dialTimer);
        this.state.isDialling = false;
    }

    onDialUnheard() {
        this.stopDialling();
        this.state.sip.failure = { kind: "dial" };
    }

    /** @param {string} [extension] the colleague; by default the one being asked */
    startConference(extension) {
        const request = (target) => this.call("desk_conference", [target]);
        return this.softphone.startConference(request, extension);
    }

    findTargets(term) {
        return this.call("desk_targets", [term]);
    }

    /** Hotkeys and buttons name what they want; what makes no sense now is passed over. */
    act(action) {
        const { softphone } = this;
        const actions = {
            answer: () => softphone.answer(),
            hangup: () => softphone.hangup(),
            hold: () => softphone.toggleHold(),
            mute: () => softphone.toggleMute(),
            ready: () => this.readyOrFinish(),
            pause: () => this.openPanel("pause"),
            transfer: () => this.hasCall && this.openPanel("transfer"),
            conference: () => this.joinOrChoose(),
            card: () => toggleCardPause(this),
            nuisance: () => startMarking(this),
            turn_away: () => turnAway(this),
            desk: () => this.desk.show(),
            callback: () => this.callbacks.act(),
        };
        const deed = actions[action] || phoneActions.get(action, null);
        return deed?.(this);
    }

    readyOrFinish() {
        const isWrapUp = this.state.agent.state === AGENT.WRAP_UP;
        return isWrapUp ? this.finishWrap() : this.setReady();
    }

    joinOrChoose() {
        if (this.state.sip.consult) {
            return this.startConference();
        }
        return this.hasCall && this.openPanel("transfer");
    }

    openPanel(view) {
        this.bus.trigger("OPEN_PANEL", { view });
    }

    get hasCall() {
        return [LINE.TALKING, LINE.HELD].includes(this.state.sip.line?.status);
    }

    call(method, args = []) {
        return this.orm.silent.call(AGENT_MODEL, method, args);
    }
}
