import { _t } from "@web/core/l10n/translation";

import { LINE } from "../softphone/phone_line";
import { CONNECTION } from "../softphone/registration";
import { recordingProblemOf } from "./card_pause";
import { parseTime } from "./clock";
import * as texts from "./phone_texts";

const { AGENT, AGENT_LABELS } = texts;
const BUSY_CODES = [486, 600, 603];

const LOOKS = {
    [AGENT.SIGNED_OUT]: { tone: "secondary", icon: "fa-power-off" },
    [AGENT.READY]: { tone: "success", icon: "fa-headphones" },
    [AGENT.PAUSED]: { tone: "warning", icon: "fa-coffee" },
    [AGENT.ON_CALL]: { tone: "danger", icon: "fa-phone" },
    [AGENT.WRAP_UP]: { tone: "info", icon: "fa-pencil" },
};

const LINE_LOOKS = {
    [LINE.RINGING]: {
        key: "ringing",
        tone: "primary",
        icon: "fa-bell",
        label: _t("Incoming call"),
    },
    [LINE.CALLING]: { key: "calling", tone: "danger", icon: "fa-phone", label: _t("Calling…") },
    [LINE.ANSWERING]: {
        key: "answering",
        tone: "danger",
        icon: "fa-phone",
        label: _t("Answering…"),
    },
    [LINE.TALKING]: { key: "talking", tone: "danger", icon: "fa-phone", label: _t("On a call") },
    [LINE.HELD]: { key: "held", tone: "warning", icon: "fa-pause", label: _t("On hold") },
};

/**
 * @typedef {Object} PhoneStatus what the phone is doing, in one glance
 * @property {string} key
 * @property {string} tone a Bootstrap colour
 * @property {string} icon a Font Awesome class
 * @property {string} label
 * @property {number} since epoch in ms
 * @property {number} until epoch in ms of a limit, or 0
 */

/** @returns {PhoneStatus} */
export function statusOf(state) {
    const { line } = state.sip;
    if (line && LINE_LOOKS[line.status]) {
        return { ...lineLook(state, line), since: lineSince(state, line), until: 0 };
    }
    const { agent, call } = state;
    if (call?.state === "ringing" && agent.state !== AGENT.WRAP_UP) {
        const since = parseTime(call.start);
        return { ...LINE_LOOKS[LINE.RINGING], since, until: 0 };
    }
    return {
        key: agent.state,
        ...LOOKS[agent.state],
        label: agentLabel(state),
        since: parseTime(agent.state_since),
        until: agent.state === AGENT.WRAP_UP ? parseTime(agent.wrap_until) : 0,
    };
}

/** The agent's own leg is answered at once; the customer's may still be ringing. */
function lineLook({ call }, line) {
    const isDialling = line.purpose === "dial" && call?.state === "ringing";
    return LINE_LOOKS[isDialling ? LINE.CALLING : line.status];
}

/** A call that was fetched back after a reload is as old as the customer knows it. */
function lineSince({ call }, line) {
    const isResumed = line.purpose === "resume" && call?.answered_at;
    return isResumed ? parseTime(call.answered_at) : line.since;
}

function agentLabel({ agent }) {
    const isPaused = agent.state === AGENT.PAUSED;
    return (isPaused && agent.pause_reason) || AGENT_LABELS[agent.state];
}

/** @returns {string|false} what the agent becomes after the call, when not ready as usual */
export function nextLabelOf({ agent }) {
    const isUnusual = agent.next_state && agent.next_state !== AGENT.READY;
    return Boolean(isUnusual) && AGENT_LABELS[agent.next_state];
}

/** @returns {{tone: string, text: string}[]} what hinders the phone, the worst first */
export function problemsOf(state) {
    const { sip, agent } = state;
    const isSignedIn = agent.state !== AGENT.SIGNED_OUT;
    const isHere = isSignedIn && state.isLeader;
    const connection = isHere && !state.isElsewhere && texts.CONNECTION_TEXTS[sip.connection];
    const isMending = [CONNECTION.CONNECTING, CONNECTION.REGISTERING].includes(sip.connection);
    const problems = [
        [texts.MICROPHONE_TEXTS[sip.microphone], "danger"],
        [connection, isMending ? "info" : "danger"],
        [isHere && state.isElsewhere && texts.ELSEWHERE_TEXT, "warning"],
        [sip.line?.isSilent && texts.SILENT_TEXT, "danger"],
        [isBlocked(state) && texts.BLOCKED_TEXT, "warning"],
        [recordingProblemOf(state), "danger"],
        [failureText(sip.failure), "warning"],
        [state.pbx && !state.pbx.connected && texts.PBX_TEXT, "warning"],
        [isSignedIn && !state.isLeader && texts.OTHER_TAB_TEXT, "info"],
    ];
    return problems.filter(([text]) => text).map(([text, tone]) => ({ text, tone }));
}

/** Whether the call lost its way to this page; not so when it was sent on or is over. */
export function canResume({ call, sip, isLeader }) {
    const isMissed = call?.state === "talking" || sip.failure?.kind === "resume";
    const isOurs = isLeader && call?.can_resume && !call.outcome && !sip.isSentOn;
    return Boolean(isMissed && isOurs && !sip.line && sip.connection !== CONNECTION.OFF);
}

function isBlocked({ sip, isRingBlocked }) {
    return isRingBlocked || sip.line?.isAudioBlocked || sip.consult?.isAudioBlocked;
}

function failureText(failure) {
    const isBusy = failure?.kind === "consult" && BUSY_CODES.includes(failure.code);
    return isBusy ? texts.BUSY_COLLEAGUE : texts.FAILURE_TEXTS[failure?.kind];
}

/** Who is on the line: the server knows more than the signalling. */
export function callerOf({ call, sip }) {
    if (call?.is_withheld) {
        return _t("Number withheld");
    }
    return call?.number_masked || sip.line?.name || sip.line?.number || "";
}
