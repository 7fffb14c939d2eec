import { describe, expect, test } from "@odoo/hoot";

import {
    campaignOf,
    choiceOfKey,
    chooseOutcome,
    correctResult,
    correctionOfKey,
} from "@tvshop_dialer/phone/outcomes";

describe.current.tags("headless");

const OUTCOMES = [
    { id: 4, name: "Ordered" },
    { id: 9, name: "No interest" },
];

test("digits stand for the outcomes in their order, other keys for none", () => {
    expect(choiceOfKey("2", OUTCOMES).id).toBe(9);
    for (const key of ["0", "3", "a", "F2", "Enter"]) {
        expect(choiceOfKey(key, OUTCOMES)).toBe(undefined);
    }
});

test("a call of no campaign has none", () => {
    expect(campaignOf({ call: false })).toBe(false);
    expect(campaignOf({ call: { id: 1, campaign: false } })).toBe(false);
});

function makePhone() {
    const asked = [];
    const phone = {
        asked,
        state: { call: { id: 7, campaign: { attempt_id: 3, outcome_id: false } } },
        async call(method, args) {
            asked.push([method, args]);
            return { attempt_id: 3, outcome_id: args[1] };
        },
    };
    return phone;
}

test("the outcome is told and shown", async () => {
    const phone = makePhone();
    await chooseOutcome(phone, OUTCOMES[1]);
    expect(phone.asked).toEqual([["desk_campaign_outcome", [3, 9, "", "", false]]]);
    expect(phone.state.call.campaign.outcome_id).toBe(9);
});

test("a call back that was agreed on is the agent's own, or anyone's", async () => {
    const phone = makePhone();
    await chooseOutcome(phone, OUTCOMES[1], "2026-11-25 04:00:00", true);
    await chooseOutcome(phone, OUTCOMES[1], "2026-11-25 04:00:00", false);
    expect(phone.asked.map(([_method, args]) => args.at(-1))).toEqual([true, false]);
});

test("an answer that comes late doesn't change the next call", async () => {
    const phone = makePhone();
    const saying = chooseOutcome(phone, OUTCOMES[0]);
    phone.state.call = { id: 8, campaign: { attempt_id: 4, outcome_id: false } };
    await saying;
    expect(phone.state.call.campaign.outcome_id).toBe(false);
});

test("letters stand for what was put through instead of a person", async () => {
    const corrections = [{ result: "machine" }, { result: "fax" }];
    expect(correctionOfKey("W", corrections).result).toBe("fax");
    for (const key of ["e", "1", "Enter", "F6"]) {
        expect(correctionOfKey(key, corrections)).toBe(undefined);
    }
    const phone = makePhone();
    await correctResult(phone, "machine");
    expect(phone.asked).toEqual([["desk_correct_result", [3, "machine"]]]);
});
