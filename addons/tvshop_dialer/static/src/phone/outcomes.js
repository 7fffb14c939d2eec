import { phoneActions } from "@tvshop_cti/phone/phone";

import { givenOf } from "./numbers";

/** Outcomes have the keys 1 to 9 while their bar has the keyboard. */
export const MOST_KEYS = 9;
export const CALLBACK = "callback";
/** While a call back is agreed on, it lets others make it, or nobody else. */
export const ANYONE_KEY = "a";

/** @returns {Object|false} the campaign of the call on the screen, as `desk_state` gives it */
export function campaignOf({ call }) {
    return call?.campaign || false;
}

/**
 * @param {string} key of a keyboard event
 * @param {Object[]} choices
 * @returns {Object|undefined} the choice that the key stands for
 */
export function choiceOfKey(key, choices) {
    return /^[1-9]$/.test(key) ? choices[Number(key) - 1] : undefined;
}

/**
 * @param {string} [dueAt] of a call back: when, in UTC as the server writes it
 * @param {boolean} [isMine] of a call back: whether nobody else is to make it
 */
export async function chooseOutcome(phone, outcome, dueAt = "", isMine = false) {
    const { call } = phone.state;
    const vals = [call.campaign.attempt_id, outcome.id, "", dueAt, isMine];
    const campaign = await phone.call("desk_campaign_outcome", vals);
    if (phone.state.call?.id === call.id) {
        phone.state.call.campaign = campaign;
    }
}

/** Beside them, what was put through that is no person: the letters of the row under the digits. */
export const CORRECTION_KEYS = "qwerty";

/** @returns {Object|undefined} the correction that the key stands for */
export function correctionOfKey(key, corrections) {
    const place = key.length === 1 ? CORRECTION_KEYS.indexOf(key.toLowerCase()) : -1;
    return place >= 0 ? corrections[place] : undefined;
}

export async function correctResult(phone, result) {
    const { call } = phone.state;
    const campaign = await phone.call("desk_correct_result", [call.campaign.attempt_id, result]);
    if (phone.state.call?.id === call.id) {
        phone.state.call.campaign = campaign;
    }
}

/** The hotkey brings the keyboard to the outcomes, or to why a number is skipped: the next digit is one. */
function focusOutcomes(phone) {
    const isCall = campaignOf(phone.state);
    if (isCall || givenOf(phone.state)) {
        phone.desk.show();
        phone.bus.trigger(isCall ? "FOCUS_OUTCOMES" : "FOCUS_SKIPS");
    }
}

phoneActions.add("outcome", focusOutcomes);
