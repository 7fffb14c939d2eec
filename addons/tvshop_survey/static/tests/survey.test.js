import { describe, expect, test } from "@odoo/hoot";

import {
    isDesktopKey,
    maskedKey,
    openSurvey,
    scaleValue,
    surveyOf,
} from "@tvshop_survey/survey_banner/survey";

describe.current.tags("headless");

test("no call, and one without a survey, have none", () => {
    expect(surveyOf({ call: false })).toBe(false);
    expect(surveyOf({ call: { survey: false } })).toBe(false);
});

test("the desktop's keys are its own, the others answer questions", () => {
    for (const key of [
        { key: "F4" },
        { key: "Escape" },
        { key: "D", altKey: true, shiftKey: true },
    ]) {
        expect(isDesktopKey(key)).toBe(true);
    }
    for (const key of [{ key: "a" }, { key: "Enter" }, { key: "F" }, { key: "1" }]) {
        expect(Boolean(isDesktopKey(key))).toBe(false);
    }
});

test("keys of a page keep their names with an input method on, but while somebody types", () => {
    const hidden = { key: "Process", code: "KeyB", keyCode: 229 };
    expect(maskedKey({ ...hidden, target: document.body })).toBe("b");
    expect(maskedKey({ ...hidden, target: document.createElement("textarea") })).toBe("");
    expect(maskedKey({ ...hidden, isComposing: true, target: document.body })).toBe("");
    expect(maskedKey({ key: "b", code: "KeyB", target: document.body })).toBe("");
    expect(isDesktopKey({ key: "Escape", isComposing: true })).toBe(false);
});

test("digits choose on a scale, and ten has two", () => {
    const values = ["0", "1", "9", "10"];
    expect(scaleValue("9", values, undefined)).toBe("9");
    expect(scaleValue("0", values, "1")).toBe("10");
    expect(scaleValue("0", values, "9")).toBe("0");
    expect(scaleValue("5", values, undefined)).toBe(undefined);
    expect(scaleValue("a", values, "1")).toBe(undefined);
});

test("a page that comes late is not shown in the next call", async () => {
    const phone = {
        state: { call: { id: 7, survey: { state: "new" } } },
        async call() {
            return { url: "/survey/start/x", survey: { state: "in_progress" } };
        },
    };
    expect(await openSurvey(phone)).toBe("/survey/start/x");
    const opening = openSurvey(phone);
    phone.state.call = { id: 8, survey: { state: "new" } };
    expect(await opening).toBe(false);
    expect(phone.state.call.survey.state).toBe("new");
});
