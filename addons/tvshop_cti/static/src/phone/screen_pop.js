/**
 * What the agent's desktop shall show for a call.
 *
 * @param {Object} call as `desk_state` gives it
 * @returns {{method: string, subject?: number|Object[], origin: Object, preview?: Object}|null}
 *  which method of the desk to call; null for calls between colleagues
 */
export function screenPopOf(call) {
    if (call.direction === "internal") {
        return null;
    }
    const origin = originOf(call);
    const rows = call.partners || [];
    const partnerId = call.partner_id || (rows.length === 1 && rows[0].id);
    if (partnerId) {
        const preview = rows.find(({ id }) => id === partnerId);
        return { method: "openCustomer", subject: partnerId, origin, preview };
    }
    if (rows.length) {
        return { method: "openChoice", subject: rows, origin };
    }
    return { method: "openNew", origin };
}

/** Who is on the line, as far as it is known while the call lasts. */
export function callerPartnerOf(call) {
    const rows = call?.partners || [];
    const partnerId = call?.partner_id || (rows.length === 1 && rows[0].id);
    if (!partnerId || call.state === "ended") {
        return null;
    }
    const name = rows.find(({ id }) => id === partnerId)?.name || call.number_masked;
    return { partnerId, name, origin: originOf(call) };
}

/** What a call tells about where an order comes from. */
export function originOf(call) {
    return {
        call_id: call.id,
        number_masked: call.number_masked,
        is_withheld: call.is_withheld,
        region: call.region,
        hotline: call.hotline,
        spot: call.spot,
        channel: call.channel,
        wait_seconds: call.wait_seconds,
        order_method: call.direction === "out" ? "phone_out" : "phone_in",
    };
}
