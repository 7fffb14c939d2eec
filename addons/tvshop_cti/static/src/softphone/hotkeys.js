const MODIFIERS = ["ctrl", "alt", "shift", "meta"];
const ALIASES = { control: "ctrl", option: "alt", command: "meta", cmd: "meta", esc: "escape" };
const FUNCTION_KEY = /^f([1-9]|1\d|2[0-4])$/;
const EDITABLE = "input:not([type=checkbox], [type=radio]), textarea, select, [role=textbox]";
const PLACE = /^Key([A-Z])$|^Digit(\d)$/;

/**
 * One spelling for a combination of keys, whatever its order and case: "Shift + ctrl+H" and
 * "control+shift+h" are both "ctrl+shift+h".
 *
 * @param {string|false} text
 * @returns {string} empty when the text names no key
 */
export function normalizeHotkey(text) {
    const names = String(text || "")
        .toLowerCase()
        .split("+")
        .map((name) => name.trim())
        .filter(Boolean)
        .map((name) => ALIASES[name] || name);
    const key = names.find((name) => !MODIFIERS.includes(name));
    return key ? [...MODIFIERS.filter((name) => names.includes(name)), key].join("+") : "";
}

/** @returns {string} a combination as it is printed on a button: "Alt Shift T" */
export function hotkeyText(text) {
    const names = normalizeHotkey(text).split("+");
    return names.map((name) => name.charAt(0).toUpperCase() + name.slice(1)).join(" ");
}

function placeOf(event) {
    const [, letter, digit] = PLACE.exec(event.code || "") || [];
    return letter?.toLowerCase() || digit;
}

/**
 * What a key is called. An input method that is on calls every key "Process", or makes it wide
 * ("ｊ", "１"): then its place says which letter or digit it is.
 *
 * @param {KeyboardEvent} event
 * @returns {string} empty while an input method composes, whose keys are its own
 */
function keyOf(event) {
    // Browsers send incomplete events too.
    if (!event.key || event.isComposing) {
        return "";
    }
    const isMasked = event.key === "Process" || (event.key.length === 1 && event.key > "~");
    return (isMasked && placeOf(event)) || event.key;
}

/**
 * @param {KeyboardEvent} event
 * @returns {string} the key that is pressed alone, by its name; else empty
 */
export function plainKey(event) {
    return event.ctrlKey || event.altKey || event.metaKey ? "" : keyOf(event);
}

/**
 * @param {KeyboardEvent} event
 * @returns {string} as of `plainKey`, once for each press: who holds a key down means it once
 */
export function pressedKey(event) {
    return event.repeat ? "" : plainKey(event);
}

/** @param {KeyboardEvent} event */
export function hotkeyOf(event) {
    const key = keyOf(event);
    const held = MODIFIERS.filter((name) => event[`${name}Key`]);
    return key && normalizeHotkey([...held, (held.length && placeOf(event)) || key].join("+"));
}

/** A key that also writes text must not act while somebody is typing. */
export function isTypingKey(hotkey) {
    const names = hotkey.split("+");
    const isCombined = ["ctrl", "alt", "meta"].some((name) => names.includes(name));
    return !isCombined && !FUNCTION_KEY.test(names.at(-1));
}

/** @param {EventTarget} target */
export function isEditable(target) {
    return Boolean(target?.isContentEditable || target?.matches?.(EDITABLE));
}

/**
 * @param {Object<string, string>} hotkeys action → keys, as the company set them
 * @param {KeyboardEvent} event
 * @returns {string|false} the action that the event asks for
 */
export function actionOf(hotkeys, event) {
    const pressed = event.repeat ? "" : hotkeyOf(event);
    if (!pressed || (isTypingKey(pressed) && isEditable(event.target))) {
        return false;
    }
    const match = Object.entries(hotkeys).find(([, keys]) => normalizeHotkey(keys) === pressed);
    return match ? match[0] : false;
}
