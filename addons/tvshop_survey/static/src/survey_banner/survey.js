import { phoneActions } from "@tvshop_cti/phone/phone";
import { isEditable, plainKey } from "@tvshop_cti/softphone/hotkeys";

/** @returns {{title: string, state: string}|false} the survey of the call on the screen */
export function surveyOf({ call }) {
    return call?.survey || false;
}

/** @returns {Promise<string|false>} the page to fill in, unless another call has come meanwhile */
export async function openSurvey(phone) {
    const { call } = phone.state;
    const { url, survey } = await phone.call("desk_survey", [call.id]);
    if (phone.state.call?.id !== call.id) {
        return false;
    }
    phone.state.call.survey = survey;
    return url;
}

/**
 * Whether a key pressed in the survey is the desktop's: its hotkeys, and Esc that leads back.
 * The rest answers questions.
 *
 * @param {KeyboardEvent} event
 */
export function isDesktopKey(event) {
    const isHeld = event.altKey && event.shiftKey && !event.isComposing;
    return isHeld || /^(F\d+|Escape)$/.test(plainKey(event));
}

/**
 * Odoo's page knows keys by their names, which an input method that is on takes from them.
 *
 * @param {KeyboardEvent} event of the page
 * @returns {string} the name to press the key by once more; empty where it stays as it is
 */
export function maskedKey(event) {
    const key = isEditable(event.target) ? "" : plainKey(event);
    return key === event.key ? "" : key;
}

/**
 * Digits choose on a scale, which Odoo's page has no keys for; a 0 after a 1 is 10.
 *
 * @param {string} key
 * @param {string[]} values of the scale
 * @param {string|undefined} chosen
 * @returns {string|undefined} the value that the key chooses
 */
export function scaleValue(key, values, chosen) {
    const both = `${chosen}${key}`;
    return /^\d$/.test(key) ? [both, key].find((value) => values.includes(value)) : undefined;
}

phoneActions.add("survey", (phone) => {
    if (surveyOf(phone.state)) {
        phone.desk.show();
        phone.bus.trigger("OPEN_SURVEY");
    }
});
