import { expect, test } from "@odoo/hoot";
import { mockDate } from "@odoo/hoot-mock";

import { daySpots } from "@tvshop_crm/idle_board/day_spots";

const { DateTime } = luxon;

const spot = (id, start, end) => ({
    id,
    name: `Spot ${id}`,
    start: `2026-11-23 ${start}:00`,
    end: `2026-11-23 ${end}:00`,
    channel_id: [1, "East"],
});
const DAY = [
    spot(1, "01:00", "01:30"),
    spot(2, "02:00", "02:30"),
    spot(3, "03:00", "03:30"),
    spot(4, "04:00", "04:30"),
    spot(5, "05:00", "05:30"),
];
const phases = (rows) => rows.map(({ id, phase }) => `${id} ${phase}`);

test("the spot on air is marked, with what was and what comes", () => {
    mockDate("2026-11-23 04:10:00", +8);
    expect(phases(daySpots(DAY, DateTime.fromISO("2026-11-23T04:10:00Z")))).toEqual([
        "2 over",
        "3 over",
        "4 on_air",
        "5 next",
    ]);
});

test("times are those of the agent's clock", () => {
    mockDate("2026-11-23 04:10:00", +8);
    expect(daySpots([DAY[0]], DateTime.local())[0].time).toBe("09:00");
});

test("at the end of the day the last spots stay", () => {
    expect(phases(daySpots(DAY, DateTime.fromISO("2026-11-23T09:00:00Z")))).toEqual([
        "4 over",
        "5 over",
    ]);
    expect(daySpots([], DateTime.local())).toEqual([]);
});
