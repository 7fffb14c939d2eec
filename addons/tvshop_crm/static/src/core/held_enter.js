/**
 * The Enter that sent an order, still held down, must not press the button that then has the focus.
 */
export function ignoreHeldEnter(ev) {
    if (ev.key === "Enter" && (ev.repeat || ev.ctrlKey)) {
        ev.preventDefault();
    }
}
