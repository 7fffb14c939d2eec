import { phoneActions } from "@tvshop_cti/phone/phone";

/** Outcomes have the keys 1 to 9 while their bar has the keyboard. */
export const MOST_KEYS = 9;

/** @returns {Object|false} the campaign of the call on the screen, as `desk_state` gives it */
export function campaignOf({ call }) {
    return call?.campaign || false;
}

/**
 * @param {string} key of a keyboard event
 * @param {Object[]} outcomes
 * @returns {Object|undefined}
 */
export function outcomeOfKey(key, outcomes) {
    return /^[1-9]$/.test(key) ? outcomes[Number(key) - 1] : undefined;
}

export async function chooseOutcome(phone, outcome) {
    const { call } = phone.state;
    const campaign = await phone.call("desk_campaign_outcome", [
        call.campaign.attempt_id,
        outcome.id,
    ]);
    if (phone.state.call?.id === call.id) {
        phone.state.call.campaign = campaign;
    }
}

/** The hotkey brings the keyboard to the outcomes: the next digit is one. */
function focusOutcomes(phone) {
    if (campaignOf(phone.state)) {
        phone.desk.show();
        phone.bus.trigger("FOCUS_OUTCOMES");
    }
}

phoneActions.add("outcome", focusOutcomes);
