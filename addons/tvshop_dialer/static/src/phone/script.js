import { phoneActions } from "@tvshop_cti/phone/phone";
import { errorText } from "@tvshop_crm/core/desk";

import { choiceOfKey } from "./outcomes";

/** Objections, questions and competitors have the keys a to z, in the script's order. */
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

export function letterOf(index) {
    return LETTERS[index] || "";
}

/**
 * What a key asks of a script.
 *
 * @param {Object} script as `desk_script` gives it
 * @param {string} key of a keyboard event
 * @returns {[string, Object?]} what to do (answer, open, back, write or nothing) and with which entry
 */
export function deedOfKey(script, key) {
    if (key === "Backspace" && script.can_go_back) {
        return ["back"];
    }
    if (key === "Enter" && answersOf(script).length) {
        return ["write"];
    }
    const answer = choiceOfKey(key, answersOf(script));
    if (answer) {
        return ["answer", answer];
    }
    const side = /^[a-z]$/i.test(key) && script.sides[LETTERS.indexOf(key.toLowerCase())];
    return side ? ["open", side] : ["nothing"];
}

/** A side step that asks nothing leads back by one key. */
export function answersOf({ step }) {
    if (!step) {
        return [];
    }
    return step.answers.length || !step.is_side ? step.answers : [{ id: false, name: "" }];
}

/** The script of the call on the screen. What it holds is the server's: a reload loses nothing. */
export class ScriptTalk {
    /**
     * @param {(method: string, args: Array) => Promise<Object|false>} call of the agent's model
     * @param {Object} state reactive {script, error, notes}; `notes` by visit: what is typed
     */
    constructor(call, state) {
        this.call = call;
        this.state = Object.assign(state, { script: false, error: "", notes: {} });
        this.callId = false;
        this.isBusy = false;
    }

    /** @param {number|false} callId of which call; of none, nothing is shown */
    async follow(callId) {
        this.callId = callId;
        Object.assign(this.state, { script: false, error: "", notes: {} });
        if (callId) {
            await this.ask("desk_script", [callId]);
        }
    }

    answer({ id }) {
        const { script, notes } = this.state;
        const note = notes[script.visit_id] || "";
        return this.act("desk_script_answer", [script.visit_id, id, note]);
    }

    open({ id }) {
        return this.act("desk_script_open", [id]);
    }

    back() {
        return this.act("desk_script_back", []);
    }

    /** One thing at a time: a key that is held or hit twice does it once. */
    async act(method, args) {
        if (this.isBusy) {
            return;
        }
        this.isBusy = true;
        try {
            await this.ask(method, [this.callId, ...args]);
        } finally {
            this.isBusy = false;
        }
    }

    async ask(method, args) {
        const { callId } = this;
        try {
            const script = await this.call(method, args);
            if (callId === this.callId) {
                Object.assign(this.state, { script, error: "" });
                this.state.notes[script.visit_id] ??= script.note;
            }
        } catch (error) {
            if (callId === this.callId) {
                this.state.error = errorText(error);
            }
        }
    }
}

/** @returns {number|false} the call whose script is to be shown: once it is talked in */
export function scriptedCall({ call }) {
    return call && call.direction !== "internal" && call.state !== "ringing" ? call.id : false;
}

/** The hotkey brings the keyboard to the script: the next digit is an answer. */
function focusScript(phone) {
    if (scriptedCall(phone.state)) {
        phone.desk.show();
        phone.bus.trigger("FOCUS_SCRIPT");
    }
}

phoneActions.add("script", focusScript);
