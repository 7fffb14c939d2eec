const MODIFIERS = ["ctrl", "alt", "shift", "meta"];
const ALIASES = { control: "ctrl", option: "alt", command: "meta", cmd: "meta", esc: "escape" };
const FUNCTION_KEY = /^f([1-9]|1\d|2[0-4])$/;

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

/** @param {KeyboardEvent} event */
export function hotkeyOf(event) {
    // An input method composing Chinese owns its keys, and browsers send incomplete events.
    if (!event.key || event.isComposing) {
        return "";
    }
    const held = MODIFIERS.filter((name) => event[`${name}Key`]);
    const letter = /^Key([A-Z])$|^Digit(\d)$/.exec(event.code || "");
    const key = held.length && letter ? letter[1] || letter[2] : event.key;
    return normalizeHotkey([...held, key].join("+"));
}

/** A key that also writes text must not act while somebody is typing. */
export function isTypingKey(hotkey) {
    const names = hotkey.split("+");
    const isCombined = ["ctrl", "alt", "meta"].some((name) => names.includes(name));
    return !isCombined && !FUNCTION_KEY.test(names.at(-1));
}

/** @param {EventTarget} target */
export function isEditable(target) {
    return Boolean(
        target?.isContentEditable || target?.matches?.("input, textarea, select, [role=textbox]"),
    );
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
