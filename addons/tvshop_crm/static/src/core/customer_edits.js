import { registry } from "@web/core/registry";
import { addressVals, emptyAddress } from "./order_draft";

/** Selection fields that add-ons put into the customer form: name → {label}. */
export const customerFieldRegistry = registry.category("tvshop_desk_customer_fields");

const TEXT_FIELDS = ["name", "comment", "preferred_time"];
const CHOICE_FIELDS = ["lifecycle_stage", "preferred_channel", "birthdate_date"];

/** @returns {string[]} names of the fields that add-ons put in */
export function addedFields() {
    return customerFieldRegistry.getEntries().map(([name]) => name);
}

/** The customer form as plain data: what the profile says, to be typed over. */
export function startEdits(profile) {
    const address = profile?.address || {};
    return {
        name: profile?.name || "",
        comment: profile?.comment || "",
        preferred_time: profile?.preferred_time || "",
        lifecycle_stage: profile?.lifecycle_stage || "",
        preferred_channel: profile?.preferred_channel || "",
        birthdate_date: profile?.birthdate_date || "",
        ...Object.fromEntries(addedFields().map((name) => [name, profile?.[name] || ""])),
        mainId: profile?.contacts?.find((contact) => contact.is_main)?.id || false,
        contacts: [],
        // What becomes of the customer's own contacts: id → {kind, value} or {remove}
        changes: {},
        address: {
            ...emptyAddress(),
            stateId: address.state_id?.[0] || false,
            cityId: address.city_id?.[0] || false,
            cityText: [address.state_id?.[1], address.city_id?.[1]].filter(Boolean).join(" "),
            street: address.street || "",
            zip: address.zip || "",
        },
    };
}

function changedFields(edits, before) {
    const vals = {};
    for (const field of TEXT_FIELDS) {
        if (edits[field].trim() !== before[field]) {
            vals[field] = edits[field].trim();
        }
    }
    for (const field of [...CHOICE_FIELDS, ...addedFields()]) {
        if (edits[field] !== before[field]) {
            vals[field] = edits[field] || false;
        }
    }
    return vals;
}

function changedAddress(edits, before) {
    if (JSON.stringify(edits.address) === JSON.stringify(before.address)) {
        return {};
    }
    const { state_id, city_id, street, zip } = addressVals(edits.address);
    return { state_id, city_id, street, zip };
}

function changedContacts(edits, before) {
    const contacts = edits.contacts
        .filter((contact) => contact.value.trim())
        .map(({ kind, value, is_main }) => ({ kind, value: value.trim(), is_main }));
    for (const [id, { kind, value, remove }] of Object.entries(edits.changes || {})) {
        if (remove) {
            contacts.push({ id: Number(id), remove });
        } else if (value.trim()) {
            contacts.push({ id: Number(id), kind, value: value.trim() });
        }
    }
    const isRemoved = edits.changes?.[edits.mainId]?.remove;
    if (edits.mainId && edits.mainId !== before.mainId && !isRemoved) {
        contacts.push({ id: edits.mainId, is_main: true });
    }
    return contacts.length ? { contacts } : {};
}

function originVals(origin) {
    return {
        call_id: origin.call_id || false,
        channel_id: origin.channel?.id || false,
        hotline_id: origin.hotline?.id || false,
        spot_id: origin.spot?.id || false,
    };
}

/**
 * Only what the agent changed is sent, so that two agents on one customer don't undo each other.
 *
 * @param {Object} edits
 * @param {Object} before the same form as it was when the agent began
 * @param {Object|false} origin of a new customer
 * @returns {Object} the vals of res.partner.desktop_save
 */
export function editsToVals(edits, before, origin = false) {
    return {
        ...changedFields(edits, before),
        ...changedAddress(edits, before),
        ...changedContacts(edits, before),
        ...(origin ? { origin: originVals(origin) } : {}),
    };
}
