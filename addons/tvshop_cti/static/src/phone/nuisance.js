import { _t } from "@web/core/l10n/translation";

/** Open the choice of reasons on the desktop, for the call there is or was just now. */
export function startMarking(phone) {
    const { call } = phone.state;
    if (call?.nuisance?.can_mark) {
        phone.state.markingCallId = phone.state.markingCallId !== call.id && call.id;
        phone.desk.show();
    }
}

export async function markNuisance(phone, reason, note) {
    await phone.call("desk_mark_nuisance", [phone.state.call.id, reason, note]);
    phone.state.markingCallId = false;
    await phone.refresh();
}

export async function unmarkNuisance(phone) {
    await phone.call("desk_unmark_nuisance", [phone.state.call.id]);
    await phone.refresh();
}

/** Have the telephone system end the call of a blacklisted caller. */
export async function turnAway(phone) {
    const { call } = phone.state;
    if (call?.nuisance?.can_refuse) {
        await phone.call("desk_refuse_call", [call.id]);
    }
}

/** @returns {string} how near to the blacklist the caller's number is; empty without marks */
export function marksTextOf({ marks, needed, mine, is_blacklisted: isBlacklisted }) {
    if (!marks) {
        return "";
    }
    if (isBlacklisted) {
        return _t("%(marks)s nuisance calls are marked.", { marks });
    }
    if (!mine && marks + 1 >= needed) {
        return _t("%(marks)s of %(needed)s marks: the next one blacklists this number.", {
            marks,
            needed,
        });
    }
    return _t("%(marks)s of %(needed)s marks.", { marks, needed });
}
