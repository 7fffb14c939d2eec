import { isFree } from "@tvshop_cti/phone/callbacks";
import { phoneActions } from "@tvshop_cti/phone/phone";

/** @returns {Object[]} campaigns of which a number is due, as `desk_callbacks` gives them */
export function offersOf({ callbacks }) {
    return callbacks?.campaigns?.offers || [];
}

/** @returns {Object|false} the number that this agent is to dial now */
export function givenOf({ callbacks }) {
    return callbacks?.campaigns?.given || false;
}

/** What an order tells of where it comes from, before the call is there. */
export function numberOrigin(given) {
    return {
        number_masked: given.number_masked,
        is_withheld: false,
        region: given.region,
        hotline: false,
        spot: false,
        channel: false,
        wait_seconds: 0,
        order_method: "phone_out",
    };
}

function showGiven(phone) {
    const given = givenOf(phone.state);
    if (given.partner_id) {
        phone.desk.openCustomer(given.partner_id, numberOrigin(given));
    }
}

/** @param {number|false} [campaignId] by default the first that has a number */
export async function takeNumber(phone, campaignId = false) {
    phone.desk.show();
    await phone.callbacks.ask("desk_next_number", [campaignId]);
    if (givenOf(phone.state)) {
        showGiven(phone);
    } else {
        phone.bus.trigger("NO_NUMBER");
    }
}

/** A number of a list that is dialled by hand: chosen in the customer's file, and dialled at once. */
export async function dialChosen(phone, numberId) {
    await phone.callbacks.ask("desk_take_number", [numberId]);
    const { refused } = phone.state.callbacks;
    if (refused) {
        phone.bus.trigger("NUMBER_REFUSED", { text: refused });
    } else {
        await dialNumber(phone);
    }
}

export async function dialNumber(phone) {
    const { refused } = await phone.dialBy("desk_dial_number");
    if (refused) {
        phone.stopDialling();
        phone.bus.trigger("NUMBER_REFUSED", { text: refused });
    }
    await phone.callbacks.ask("desk_callbacks");
}

export async function skipNumber(phone, reason) {
    await phone.callbacks.ask("desk_skip_number", [reason]);
    phone.desk.close();
}

/** The customer's file stays: there the number can be chosen again. */
export async function returnNumber(phone) {
    await phone.callbacks.ask("desk_return_number");
    await phone.desk.reload();
}

/** One key does what comes next: take the next number, then dial it. */
export function actOnNumber(phone) {
    if (isFree(phone.state)) {
        return givenOf(phone.state) ? dialNumber(phone) : takeNumber(phone);
    }
}

phoneActions.add("number", actOnNumber);
