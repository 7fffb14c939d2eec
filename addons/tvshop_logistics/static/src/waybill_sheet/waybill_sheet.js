import { Component, useExternalListener, useRef } from "@odoo/owl";
import { getActiveHotkey } from "@web/core/hotkeys/hotkey_service";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";

const POINT = 25.4 / 72;
const HANDLES = { nw: [0, 0], n: [0.5, 0], ne: [1, 0], e: [1, 0.5] };
Object.assign(HANDLES, { se: [1, 1], s: [0.5, 1], sw: [0, 1], w: [0, 0.5] });
const STEP = 0.5; // mm
const LONG_STEP = 5;
const ARROWS = { arrowleft: [-1, 0], arrowright: [1, 0], arrowup: [0, -1], arrowdown: [0, 1] };
const REACH = 6; // px within which edges attract

/** The paper at scale: fields are chosen, dragged, stretched and moved by keys here. */
export class WaybillSheet extends Component {
    static template = "tvshop_logistics.WaybillSheet";
    static props = {
        sheet: Object,
        ink: Object,
        background: { type: String, optional: true },
        scale: Number,
        label: Function,
        onChange: Function,
    };

    setup() {
        this.handles = Object.entries(HANDLES);
        this.root = useRef("root");
        this.drag = null;
        useExternalListener(window, "pointermove", (ev) => this.onPointerMove(ev));
        useExternalListener(window, "pointerup", () => this.onPointerUp());
        useExternalListener(window, "pointercancel", () => this.onPointerUp());
        this.bindKeys();
    }

    bindKeys() {
        const options = { area: () => this.root.el, allowRepeat: true };
        for (const [key, [x, y]] of Object.entries(ARROWS)) {
            useHotkey(key, () => this.moveBy(x * STEP, y * STEP), options);
            useHotkey(`shift+${key}`, () => this.moveBy(x * LONG_STEP, y * LONG_STEP), options);
        }
        const change = (name) => () => {
            this.props.sheet[name]();
            this.props.onChange();
        };
        useHotkey("delete", change("remove"), options);
        useHotkey("backspace", change("remove"), options);
        useHotkey("control+d", change("duplicate"), options);
    }

    onKeydown(ev) {
        const sheet = this.props.sheet;
        const hotkey = getActiveHotkey(ev);
        if (hotkey === "escape") {
            if (this.drag) {
                sheet.cancelDrag();
                this.drag = null;
                this.props.onChange();
            } else {
                sheet.select([]);
            }
        } else if (hotkey === "control+a") {
            ev.preventDefault();
            sheet.select(sheet.marks.map((mark) => mark.uid));
        }
    }

    moveBy(dx, dy) {
        this.props.sheet.moveBy(dx, dy);
        this.props.onChange();
    }

    // Pointer

    onMarkDown(ev, mark) {
        const sheet = this.props.sheet;
        if (ev.button !== 0) {
            return;
        }
        ev.preventDefault();
        if (ev.shiftKey) {
            sheet.toggle(mark.uid);
        } else if (!sheet.isSelected(mark)) {
            sheet.select([mark.uid]);
        }
        if (sheet.isSelected(mark)) {
            ev.currentTarget.focus();
            this.startDrag(ev);
        }
    }

    onHandleDown(ev, handle) {
        ev.preventDefault();
        ev.stopPropagation();
        this.startDrag(ev, handle);
    }

    onPaperDown(ev) {
        if (ev.button === 0 && !ev.shiftKey) {
            this.props.sheet.select([]);
        }
    }

    startDrag(ev, handle = "") {
        this.drag = { x: ev.clientX, y: ev.clientY, handle, isMoving: false };
        this.props.sheet.startDrag();
    }

    onPointerMove(ev) {
        if (!this.drag) {
            return;
        }
        const { x, y, handle } = this.drag;
        const [right, down] = [ev.clientX - x, ev.clientY - y];
        // A click with a trembling hand moves nothing.
        this.drag.isMoving ||= Math.hypot(right, down) > 3;
        if (!this.drag.isMoving) {
            return;
        }
        const { sheet, scale, onChange } = this.props;
        const options = { reach: REACH / scale, isFree: ev.altKey };
        if (handle) {
            sheet.resizeBy(handle, right / scale, down / scale, options);
        } else {
            sheet.dragBy(right / scale, down / scale, options);
        }
        onChange();
    }

    onPointerUp() {
        if (this.drag) {
            this.drag = null;
            this.props.sheet.endDrag();
            this.props.onChange();
        }
    }

    onFocus(mark) {
        if (!this.drag && !this.props.sheet.isSelected(mark)) {
            this.props.sheet.select([mark.uid]);
        }
    }

    // What is shown

    get single() {
        const [mark, ...others] = this.props.sheet.selected;
        return others.length ? undefined : mark;
    }

    drawing(mark) {
        return this.props.ink.of(mark);
    }

    fontSize(line) {
        return line.size * POINT;
    }

    /** Where a ruler has its ticks: each 5 mm. */
    ticks(length) {
        return Array.from({ length: Math.floor(length / 5) + 1 }, (_tick, place) => place * 5);
    }

    /** `px` on the screen, in mm. */
    px(px) {
        return px / this.props.scale;
    }
}
