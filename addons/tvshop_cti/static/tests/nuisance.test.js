import { beforeEach, describe, expect, test } from "@odoo/hoot";

import { allowTranslations } from "@web/../tests/web_test_helpers";

import { marksTextOf, startMarking } from "@tvshop_cti/phone/nuisance";

describe.current.tags("headless");

beforeEach(() => allowTranslations());

const text = (values) => String(marksTextOf({ marks: 0, needed: 3, mine: false, ...values }));

test("a caller without marks is not talked about", () => {
    expect(text({})).toBe("");
});

test("the last mark but one says that the next blacklists", () => {
    expect(text({ marks: 1 })).toBe("1 of 3 marks.");
    expect(text({ marks: 2 })).toInclude("next one blacklists");
    expect(text({ marks: 2, mine: { label: "Abuse" } })).toBe("2 of 3 marks.");
});

test("a blacklisted number tells how often it was marked", () => {
    expect(text({ marks: 4, is_blacklisted: true })).toInclude("4");
});

test("a form left open is that call's, not the next one's", () => {
    const call = (id) => ({ id, nuisance: { can_mark: true } });
    const phone = { state: { call: call(5), markingCallId: false }, desk: { show() {} } };
    startMarking(phone);
    phone.state.call = call(6);
    expect(phone.state.markingCallId).toBe(5);
    startMarking(phone);
    expect(phone.state.markingCallId).toBe(6);
    startMarking(phone);
    expect(phone.state.markingCallId).toBe(false);
});
