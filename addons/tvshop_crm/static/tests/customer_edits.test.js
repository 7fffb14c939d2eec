import { describe, expect, test } from "@odoo/hoot";

import { editsToVals, startEdits } from "@tvshop_crm/core/customer_edits";

describe.current.tags("headless");

const PROFILE = {
    id: 42,
    name: "Wang",
    comment: "Likes pans",
    preferred_time: "",
    lifecycle_stage: "closed",
    preferred_channel: false,
    contacts: [
        { id: 1, masked: "138****5678", is_main: true },
        { id: 2, masked: "139****1111", is_main: false },
    ],
    address: {
        state_id: [1, "广东省"],
        city_id: [5, "南山区"],
        street: "1 Main Road",
        zip: "518057",
    },
};

test("nothing changed sends nothing", () => {
    expect(editsToVals(startEdits(PROFILE), startEdits(PROFILE))).toEqual({});
});

test("only the changed fields are sent", () => {
    const edits = startEdits(PROFILE);
    edits.name = "Wang Shufen ";
    edits.mainId = 2;
    expect(editsToVals(edits, startEdits(PROFILE))).toEqual({
        name: "Wang Shufen",
        contacts: [{ id: 2, is_main: true }],
    });
});

test("a birthday is sent as a date, and taken away as false", () => {
    const edits = startEdits(PROFILE);
    edits.birthdate_date = "1958-03-12";
    expect(editsToVals(edits, startEdits(PROFILE))).toEqual({ birthdate_date: "1958-03-12" });
    const born = { ...PROFILE, birthdate_date: "1958-03-12" };
    const cleared = startEdits(born);
    expect(editsToVals(cleared, startEdits(born))).toEqual({});
    cleared.birthdate_date = "";
    expect(editsToVals(cleared, startEdits(born))).toEqual({ birthdate_date: false });
});

test("a contact is corrected or removed by its id, and an empty correction is none", () => {
    const edits = startEdits(PROFILE);
    edits.changes = {
        1: { kind: "mobile", value: " 13900002222 " },
        2: { remove: true },
        3: { kind: "mobile", value: " " },
    };
    expect(editsToVals(edits, startEdits(PROFILE))).toEqual({
        contacts: [
            { id: 1, kind: "mobile", value: "13900002222" },
            { id: 2, remove: true },
        ],
    });
});

test("a contact chosen as the main one and then removed is only removed", () => {
    const edits = startEdits(PROFILE);
    edits.mainId = 2;
    edits.changes = { 2: { remove: true } };
    expect(editsToVals(edits, startEdits(PROFILE))).toEqual({
        contacts: [{ id: 2, remove: true }],
    });
});

test("an address is sent as a whole", () => {
    const edits = startEdits(PROFILE);
    edits.address.street = "2 Main Road";
    expect(editsToVals(edits, startEdits(PROFILE))).toEqual({
        state_id: 1,
        city_id: 5,
        street: "2 Main Road",
        zip: "518057",
    });
});

test("a new customer brings the call and its source, empty numbers are left out", () => {
    const edits = startEdits(null);
    edits.name = "Li";
    edits.contacts = [
        { kind: "mobile", value: " 13900001111 ", is_main: true },
        { kind: "mobile", value: " ", is_main: false },
    ];
    const origin = { call_id: 7, channel: { id: 3 }, spot: { id: 5 } };
    expect(editsToVals(edits, startEdits(null), origin)).toEqual({
        name: "Li",
        contacts: [{ kind: "mobile", value: "13900001111", is_main: true }],
        origin: { call_id: 7, channel_id: 3, hotline_id: false, spot_id: 5 },
    });
});
