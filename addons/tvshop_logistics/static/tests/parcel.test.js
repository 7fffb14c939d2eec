import { beforeEach, expect, test } from "@odoo/hoot";
import { allowTranslations } from "@web/../tests/web_test_helpers";
import { scan, startParcel, step } from "@tvshop_logistics/dispatch/parcel";

const DATA = {
    id: 7,
    order: "S00001",
    waybill_number: "EA100000005CN",
    spoilt: ["EA100000014CN"],
    lines: [
        { id: 1, name: "炒锅", codes: ["6901234567892", "KC1001"], quantity: 2 },
        { id: 2, name: "面膜", codes: ["BT6001"], quantity: 1 },
    ],
};

beforeEach(() => allowTranslations());

/** The parcel after these codes, all of which have to be taken. */
function packed(...codes) {
    return codes.reduce((parcel, code) => {
        const answer = scan(parcel, code);
        expect(answer.refused).toBe(undefined);
        return answer.parcel;
    }, startParcel(DATA));
}

function refusal(parcel, code) {
    const answer = scan(parcel, code);
    expect(answer.parcel).toBe(undefined);
    return String(answer.refused);
}

test("products, waybill and weight follow each other, by barcode or code", () => {
    expect(step(packed("6901234567892", "kc1001"))).toBe("products");
    expect(step(packed("KC1001", "BT6001", "KC1001"))).toBe("waybill");
    const parcel = packed("KC1001", "BT6001", "KC1001", "ea100000005cn");
    expect(step(parcel)).toBe("weight");
    expect(parcel.waybill).toBe("EA100000005CN");
    expect(scan(parcel, "1,25")).toEqual({ parcel, weight: 1.25 });
    expect(scan(parcel, "").weight).toBe(0);
});

test("a product of another parcel is refused", () => {
    expect(refusal(packed(), "HL2001")).toInclude("HL2001 does not belong");
});

test("one too many is refused", () => {
    expect(refusal(packed("BT6001"), "BT6001")).toInclude("enough of 面膜");
    const full = packed("KC1001", "KC1001", "BT6001");
    expect(refusal(full, "BT6001")).toInclude("All products are in");
});

test("a waybill is scanned last, and only the parcel's own", () => {
    expect(refusal(packed("BT6001"), "EA100000005CN")).toInclude("Products are missing");
    const full = packed("KC1001", "KC1001", "BT6001");
    expect(refusal(full, "EA100000014CN")).toInclude("is spoilt");
    expect(refusal(full, "EA999999999CN")).toInclude("not this parcel's waybill");
});

test("a code is no weight", () => {
    const parcel = packed("KC1001", "KC1001", "BT6001", "EA100000005CN");
    for (const text of ["S00002", "6901234567892", "-1"]) {
        expect(refusal(parcel, text)).toInclude("weight in kg");
    }
});

test("a parcel goes on after a reload where it was", () => {
    const before = packed("KC1001", "BT6001");
    const after = startParcel(DATA, before.counts, before.waybill);
    expect(step(after)).toBe("products");
    expect(step(scan(after, "KC1001").parcel)).toBe("waybill");
});
