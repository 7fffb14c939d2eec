import { deserializeDateTime, serializeDateTime } from "@web/core/l10n/dates";

const KEPT_PAST = 2;

/** Spots that touch the day of `now`, wherever the agent's clock is. */
export function spotsDomain(now) {
    return [
        ["end", ">", serializeDateTime(now.startOf("day"))],
        ["start", "<", serializeDateTime(now.endOf("day"))],
    ];
}

/**
 * What is on air and what comes, with the last ones that are over: people call about those, too.
 *
 * @param {Object[]} rows spots of the day by start
 * @returns {{id: number, time: string, name: string, channel: string, phase: string}[]} phase is
 *  "over", "on_air" or "next"
 */
export function daySpots(rows, now) {
    const spots = rows.map((row) => toSpot(row, now));
    const first = spots.findIndex(({ phase }) => phase !== "over");
    const start = (first < 0 ? spots.length : first) - KEPT_PAST;
    return spots.slice(Math.max(0, start));
}

function toSpot({ id, name, channel_id, ...row }, now) {
    const [start, end] = [deserializeDateTime(row.start), deserializeDateTime(row.end)];
    const phase = end <= now ? "over" : start <= now ? "on_air" : "next";
    return { id, name, channel: channel_id?.[1] || "", time: start.toFormat("HH:mm"), phase };
}
