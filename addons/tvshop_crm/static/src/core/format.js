import { formatCurrency, getCurrency } from "@web/core/currency";
import { deserializeDate, deserializeDateTime } from "@web/core/l10n/dates";
import { formatFloat } from "@web/core/utils/numbers";

const { DateTime } = luxon;

/** @param {number|string} currency an id, or the symbol itself */
export function money(amount, currency) {
    if (getCurrency(currency)) {
        return formatCurrency(amount, currency);
    }
    return `${currency || ""}${formatFloat(amount || 0, { digits: [0, 2] })}`;
}

/** @param {string} value as the server writes it (UTC); today shows the time alone */
export function shortDateTime(value) {
    if (!value) {
        return "";
    }
    const date = deserializeDateTime(value.replace("T", " ").replace(/(\.\d+)?Z?$/, ""));
    if (date.hasSame(DateTime.local(), "day")) {
        return date.toFormat("HH:mm");
    }
    return date.toFormat(date.year === DateTime.local().year ? "MM-dd HH:mm" : "yyyy-MM-dd");
}

export function shortDate(value) {
    return value ? deserializeDate(value).toFormat("MM-dd") : "";
}
