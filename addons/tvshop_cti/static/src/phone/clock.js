const { DateTime } = luxon;

/**
 * @param {string|false} text an instant in ISO 8601 or as Odoo writes it; UTC unless it says so
 * @returns {number} epoch in ms, 0 when there is none
 */
export function parseTime(text) {
    return text ? DateTime.fromISO(text.replace(" ", "T"), { zone: "utc" }).toMillis() : 0;
}

/**
 * @param {number} seconds
 * @returns {string} like 0:07, 12:30 or 1:02:03
 */
export function formatDuration(seconds) {
    const total = Math.max(0, Math.floor(seconds));
    const pad = (value) => String(value).padStart(2, "0");
    const [hours, minutes] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60)];
    const start = hours ? `${hours}:${pad(minutes)}` : String(minutes);
    return `${start}:${pad(total % 60)}`;
}

/**
 * @param {number} epoch in ms
 * @returns {string} the time of day, with the date unless it is today's
 */
export function clockTime(epoch) {
    const moment = DateTime.fromMillis(epoch);
    return moment.toFormat(moment.hasSame(DateTime.local(), "day") ? "HH:mm" : "MM-dd HH:mm");
}
