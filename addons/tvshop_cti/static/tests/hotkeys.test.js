import { describe, expect, test } from "@odoo/hoot";

import { actionOf, hotkeyOf, normalizeHotkey } from "@tvshop_cti/softphone/hotkeys";

describe.current.tags("headless");

const HOTKEYS = { answer: "F2", hangup: "Shift+F2", mute: "Ctrl+Alt+M", hold: "p", pause: false };

const press = (key, options = {}) => ({ key, target: document.body, ...options });

test("one spelling for every way to write a combination", () => {
    expect(normalizeHotkey("Shift + ctrl+H")).toBe("ctrl+shift+h");
    expect(normalizeHotkey("CONTROL+shift+h")).toBe("ctrl+shift+h");
    expect(normalizeHotkey("f2")).toBe("f2");
    expect(normalizeHotkey("ctrl+")).toBe("");
    expect(normalizeHotkey(false)).toBe("");
});

test("a function key acts, also while somebody types", () => {
    const input = document.createElement("input");
    expect(actionOf(HOTKEYS, press("F2"))).toBe("answer");
    expect(actionOf(HOTKEYS, press("F2", { target: input }))).toBe("answer");
    expect(actionOf(HOTKEYS, press("F2", { shiftKey: true }))).toBe("hangup");
});

test("a letter acts, but not while somebody types", () => {
    const input = document.createElement("textarea");
    expect(actionOf(HOTKEYS, press("p"))).toBe("hold");
    expect(actionOf(HOTKEYS, press("p", { target: input }))).toBe(false);
});

test("a held letter counts by its place, for keyboards of other scripts", () => {
    const event = press("µ", { code: "KeyM", ctrlKey: true, altKey: true });
    expect(hotkeyOf(event)).toBe("ctrl+alt+m");
    expect(actionOf(HOTKEYS, event)).toBe("mute");
});

test("a key held down acts once", () => {
    expect(actionOf(HOTKEYS, press("F2", { repeat: true }))).toBe(false);
});

test("keys of an input method are its own", () => {
    expect(actionOf(HOTKEYS, press("p", { isComposing: true }))).toBe(false);
});

test("an action without a key is never called", () => {
    expect(actionOf(HOTKEYS, press(""))).toBe(false);
    expect(actionOf({ pause: "" }, press("Escape"))).toBe(false);
});
