import { describe, expect, test } from "@odoo/hoot";

import { getActiveHotkey } from "@web/core/hotkeys/hotkey_service";
import {
    actionOf,
    hotkeyOf,
    normalizeHotkey,
    plainKey,
    pressedKey,
} from "@tvshop_cti/softphone/hotkeys";

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

/** As browsers send a key while an input method is on: the first one of a word does not compose yet. */
const masked = (code, options = {}) =>
    new KeyboardEvent("keydown", { key: "Process", keyCode: 229, code, ...options });

const typed = (event, target = document.body) => {
    Object.defineProperty(event, "target", { value: target });
    return event;
};

test("a letter acts with an input method on, but not while somebody types", () => {
    const input = document.createElement("input");
    expect(actionOf(HOTKEYS, typed(masked("KeyP")))).toBe("hold");
    expect(actionOf(HOTKEYS, typed(masked("KeyP"), input))).toBe(false);
    expect(actionOf(HOTKEYS, typed(masked("KeyM", { ctrlKey: true, altKey: true }), input))).toBe(
        "mute",
    );
    expect(actionOf(HOTKEYS, press("ｐ", { code: "KeyP" }))).toBe("hold");
});

test("keys of an input method that composes are its own", () => {
    const held = { ctrlKey: true, altKey: true, isComposing: true };
    for (const event of [
        masked("KeyP", { isComposing: true }),
        masked("KeyM", held),
        new KeyboardEvent("keydown", { key: "F2", code: "F2", keyCode: 229, isComposing: true }),
    ]) {
        expect(actionOf(HOTKEYS, typed(event, document.createElement("input")))).toBe(false);
        expect(getActiveHotkey(event)).toBe("");
        expect(plainKey(event)).toBe("");
    }
});

test("a key is called by its place where an input method hides its name", () => {
    expect(plainKey(masked("KeyJ"))).toBe("j");
    expect(plainKey(masked("Digit7"))).toBe("7");
    expect(plainKey(press("１", { code: "Digit1" }))).toBe("1");
    expect(plainKey(press("J", { code: "KeyJ" }))).toBe("J");
    expect(plainKey(press("Enter", { code: "Enter" }))).toBe("Enter");
    expect(plainKey(masked("Enter"))).toBe("Process");
    expect(plainKey(press("w", { code: "KeyW", altKey: true }))).toBe("");
});

test("a key that is held down is pressed once", () => {
    expect(pressedKey(press("1", { code: "Digit1" }))).toBe("1");
    expect(pressedKey(press("1", { code: "Digit1", repeat: true }))).toBe("");
    expect(plainKey(press("1", { code: "Digit1", repeat: true }))).toBe("1");
});

test("Odoo's own keys with Alt act with an input method on", () => {
    expect(getActiveHotkey(masked("KeyJ", { altKey: true }))).toBe("alt+j");
});

test("a letter acts beside a choice, where nobody types", () => {
    const radio = Object.assign(document.createElement("input"), { type: "radio" });
    expect(actionOf(HOTKEYS, press("p", { target: radio }))).toBe("hold");
});

test("an action without a key is never called", () => {
    expect(actionOf(HOTKEYS, press(""))).toBe(false);
    expect(actionOf({ pause: "" }, press("Escape"))).toBe(false);
});
