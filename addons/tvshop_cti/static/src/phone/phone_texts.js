import { _t } from "@web/core/l10n/translation";

import { MICROPHONE } from "../softphone/microphone";
import { CONNECTION } from "../softphone/registration";

/** States of an agent, as the server names them. */
export const AGENT = {
    SIGNED_OUT: "signed_out",
    READY: "ready",
    PAUSED: "paused",
    ON_CALL: "on_call",
    WRAP_UP: "wrap_up",
};

export const AGENT_LABELS = {
    [AGENT.SIGNED_OUT]: _t("Signed out"),
    [AGENT.READY]: _t("Ready"),
    [AGENT.PAUSED]: _t("Paused"),
    [AGENT.ON_CALL]: _t("On a call"),
    [AGENT.WRAP_UP]: _t("Wrap-up"),
};

export const MICROPHONE_TEXTS = {
    [MICROPHONE.DENIED]: _t(
        "The browser may not use the microphone. Click on the icon to the left of the address, allow the microphone, then try again.",
    ),
    [MICROPHONE.MISSING]: _t(
        "No microphone was found. Plug in the headset and choose it in the system's sound settings.",
    ),
    [MICROPHONE.BUSY]: _t(
        "The microphone cannot be opened. Close other programs that use it, then try again.",
    ),
    [MICROPHONE.INSECURE]: _t(
        "The browser gives the microphone to secure pages only. Open this page by its https address.",
    ),
};

export const CONNECTION_TEXTS = {
    [CONNECTION.CONNECTING]: _t("Connecting the phone…"),
    [CONNECTION.REGISTERING]: _t("Signing the phone in…"),
    [CONNECTION.LOST]: _t(
        "The telephone system cannot be reached. The phone keeps trying; calls come back with the connection.",
    ),
    [CONNECTION.REFUSED]: _t(
        "The telephone system refuses this phone. It is asked again; if this lasts, tell a supervisor.",
    ),
};

export const ELSEWHERE_TEXT = _t(
    "Your phone is at another computer or browser. “Ready” brings it here.",
);

export const PBX_TEXT = _t(
    "The call centre link is down: calls go on, but the screen may not follow them.",
);

export const FAILURE_TEXTS = {
    consult: _t("The colleague did not take the call. You are back with the customer."),
    transfer: _t("The transfer was refused. You are still with the customer."),
    hold: _t("The call could not be put on hold or taken back. Try again."),
    conference: _t("The conference could not be started."),
    dial: _t("The number was not dialled: the telephone system did not answer. Try again."),
    resume: _t("The call could not be fetched back to this page."),
};

/** Of calls that agents make: what the customer's telephone did. */
export const OUTCOME_TEXTS = {
    busy: _t("The number is busy."),
    no_answer: _t("Nobody answered."),
    failed: _t("The number cannot be reached."),
    rejected: _t("The caller was turned away."),
    abandoned: _t("You hung up before anybody answered."),
};

export const BUSY_COLLEAGUE = _t("The colleague is on another call or refused.");
export const SILENT_TEXT = _t("The sound is interrupted: the network is being mended.");
export const BLOCKED_TEXT = _t("The browser blocks sound until you click on this page.");
export const OTHER_TAB_TEXT = _t("The phone is in another tab of this browser.");

const HINTS = {
    answer: _t("Answer"),
    refuse: _t("Refuse"),
    hangup: _t("Hang up"),
    hold: _t("Hold"),
    mute: _t("Mute"),
    transfer: _t("Transfer"),
    conference: _t("Conference"),
    card: _t("Leave card data out of the recording"),
    record: _t("Record again"),
    nuisance: _t("Mark as a nuisance call"),
    turn_away: _t("Turn this caller away"),
    finish: _t("Finish the wrap-up"),
    ready: _t("Ready"),
    pause: _t("Pause"),
    callback: _t("Next call-back"),
};

// one hotkey does either, whichever is possible
const HOTKEY_OF = { refuse: "hangup", finish: "ready", record: "card" };

/** @returns {string} what a button does, with its hotkey when there is one */
export function hintOf(hotkeys, deed) {
    const keys = hotkeys[HOTKEY_OF[deed] || deed];
    return keys ? `${HINTS[deed]} (${keys})` : String(HINTS[deed]);
}
