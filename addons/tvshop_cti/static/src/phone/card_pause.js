import { _t } from "@web/core/l10n/translation";

/** Once nobody has answered for so long, in ms, the server is asked what became of it. */
const PATIENCE = 10000;

export const RECORDING = { ON: "on", PAUSED: "paused", OFF: "off" };

/** Ask for a pause, or for its end; `desk_state` tells when the telephone system has obeyed. */
export async function toggleCardPause(phone) {
    const { call } = phone.state;
    const methods = {
        [RECORDING.ON]: "desk_pause_recording",
        [RECORDING.PAUSED]: "desk_resume_recording",
    };
    if (!methods[call?.recording] || call.recording_request) {
        return;
    }
    await phone.call(methods[call.recording]);
    await phone.refresh();
    setTimeout(() => phone.refresh(), PATIENCE);
}

/**
 * @returns {{key: string, look: string, icon: string, text: string}|false} how the recording is,
 *  and whether card data may be said; false when nothing is recorded
 */
export function recordingOf({ call }) {
    if (![RECORDING.ON, RECORDING.PAUSED].includes(call?.recording)) {
        return false;
    }
    if (call.recording_request === "pause") {
        const text = _t("Pausing the recording: no card data yet");
        return { key: "pausing", look: "text-bg-warning", icon: "fa-spinner fa-spin", text };
    }
    if (call.recording === RECORDING.PAUSED) {
        const text = _t("Not recording: card data may be said");
        return { key: "paused", look: "text-bg-success", icon: "fa-credit-card", text };
    }
    return { key: "on", look: "text-danger px-0", icon: "fa-circle", text: _t("Recording") };
}

/** @returns {string|false} what went wrong with the last request */
export function recordingProblemOf({ call }) {
    if (!call?.recording || !call.recording_failed) {
        return false;
    }
    return call.recording === RECORDING.PAUSED
        ? _t("The recording was not resumed: the telephone system did not confirm it. Try again.")
        : _t(
              "The recording was NOT paused: the telephone system did not confirm it. Take no card data; try again.",
          );
}
