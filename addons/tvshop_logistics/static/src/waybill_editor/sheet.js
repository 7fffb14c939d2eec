import { align, bounding, distribute, keepOn, resize, round, snap } from "./geometry";
import { History } from "./history";

const NEW_MARK = { key: "", text: "", size: 10, floor: 7, align: "left", wrap: false };
const NEW_BOX = {
    text: { width: 40, height: 6 },
    barcode: { width: 70, height: 10 },
    qr: { width: 24, height: 24 },
};
const DUPLICATE_SHIFT = 3;
const FONT = { least: 3, most: 72 };

/** A paper with its fields, what is chosen among them, and how they are changed. */
export class Sheet {
    /** @param {{width: number, height: number, marks: object[]}} form lengths in mm */
    constructor({ width, height, marks }) {
        this.paper = { x: 0, y: 0, width, height };
        this.nextUid = 1;
        this.marks = marks.map((mark) => this._numbered(mark));
        this.selection = [];
        this.guides = { x: null, y: null };
        this.history = new History(this.marks);
        this.origin = null;
    }

    _numbered(mark) {
        return { ...mark, uid: this.nextUid++ };
    }

    // What is chosen

    isSelected(mark) {
        return this.selection.includes(mark.uid);
    }

    get selected() {
        return this.marks.filter((mark) => this.isSelected(mark));
    }

    select(uids) {
        this.selection = uids;
        this.history.endTopic();
    }

    toggle(uid) {
        const isOn = this.selection.includes(uid);
        this.select(
            isOn ? this.selection.filter((other) => other !== uid) : [...this.selection, uid],
        );
    }

    // Dragging: shown as it goes, one step to undo

    startDrag() {
        this.origin = this.marks;
    }

    /** Where the pointer has gone since the start, in mm; no snapping if `isFree`. */
    dragBy(dx, dy, { reach, isFree }) {
        const chosen = this.origin.filter((mark) => this.isSelected(mark));
        const box = bounding(chosen);
        const shifts = { x: dx, y: dy };
        for (const axis of ["x", "y"]) {
            const target = { ...box, [axis]: box[axis] + shifts[axis] };
            const rest = isFree
                ? { shift: 0, line: null }
                : snap(target, axis, this._others(), reach);
            shifts[axis] = keepOn(this.paper, box, axis, shifts[axis] + rest.shift);
            this.guides[axis] = rest.line;
        }
        this._show(this._shifted(this.origin, shifts.x, shifts.y));
    }

    resizeBy(handle, dx, dy, { reach, isFree }) {
        const [mark] = this.origin.filter((other) => this.isSelected(other));
        let box = resize(mark, handle, dx, dy, this.paper);
        for (const [axis, sides] of [
            ["x", "ew"],
            ["y", "sn"],
        ]) {
            const isEnd = handle.includes(sides[0]);
            this.guides[axis] = null;
            if (!isFree && (isEnd || handle.includes(sides[1]))) {
                const edge = box[axis] + (isEnd ? box[axis === "x" ? "width" : "height"] : 0);
                const rest = snap(
                    { x: edge, y: edge, width: 0, height: 0 },
                    axis,
                    this._others(),
                    reach,
                );
                const side = isEnd ? sides[0] : sides[1];
                box = resize(
                    box,
                    side,
                    axis === "x" ? rest.shift : 0,
                    axis === "y" ? rest.shift : 0,
                    this.paper,
                );
                this.guides[axis] = rest.line;
            }
        }
        this._show(this._replaced(this.origin, [rounded(box)]));
    }

    endDrag() {
        this.guides.x = this.guides.y = null;
        const marks = this.marks;
        if (this.origin && JSON.stringify(marks) !== JSON.stringify(this.origin)) {
            this.history.push(marks);
        } else if (this.origin) {
            this.marks = this.history.present;
        }
        this.origin = null;
    }

    cancelDrag() {
        this.marks = this.origin || this.marks;
        this.endDrag();
    }

    _others() {
        return [this.paper, ...this.origin.filter((mark) => !this.isSelected(mark))];
    }

    // Changes

    moveBy(dx, dy) {
        if (!this.selection.length) {
            return;
        }
        const box = bounding(this.selected);
        const x = keepOn(this.paper, box, "x", dx);
        const y = keepOn(this.paper, box, "y", dy);
        if (x || y) {
            this._commit(this._shifted(this.marks, x, y), "move");
        }
    }

    /** Change the chosen fields; wrong numbers become the nearest right ones. */
    update(values) {
        const topic = `update ${Object.keys(values)}`;
        const changed = this.selected.map((mark) => this._allowed({ ...mark, ...values }, values));
        this._commit(this._replaced(this.marks, changed), topic);
    }

    _allowed(mark, values) {
        const within = (value, least, most) => Math.max(least, Math.min(value, most));
        mark.width = within(mark.width, 1, this.paper.width);
        mark.height = within(mark.height, 1, this.paper.height);
        mark.x = within(mark.x, 0, this.paper.width - mark.width);
        mark.y = within(mark.y, 0, this.paper.height - mark.height);
        mark.size = within(mark.size, FONT.least, FONT.most);
        mark.floor = within(mark.floor, FONT.least, FONT.most);
        if (mark.floor > mark.size) {
            mark["floor" in values ? "size" : "floor"] = "floor" in values ? mark.floor : mark.size;
        }
        return rounded(mark);
    }

    align(side) {
        this._commit(this._replaced(this.marks, align(this.selected, side)));
    }

    distribute(axis) {
        this._commit(this._replaced(this.marks, distribute(this.selected, axis)));
    }

    /** A new field in the middle of `view`, the part of the paper that is seen. */
    add(kind, view = this.paper) {
        const box = NEW_BOX[kind];
        const mark = this._numbered({ ...NEW_MARK, kind, key: "number", ...box });
        mark.x = Math.round(view.x + (view.width - box.width) / 2);
        mark.y = Math.round(view.y + (view.height - box.height) / 2);
        this._commit([...this.marks, this._allowed(mark, {})]);
        this.select([mark.uid]);
    }

    duplicate() {
        const copies = this._shifted(this.marks, DUPLICATE_SHIFT, DUPLICATE_SHIFT)
            .filter((mark) => this.isSelected(mark))
            .map((mark) => this._numbered(this._allowed({ ...mark }, {})));
        if (copies.length) {
            this._commit([...this.marks, ...copies]);
            this.select(copies.map((mark) => mark.uid));
        }
    }

    remove() {
        if (this.selection.length) {
            this._commit(this.marks.filter((mark) => !this.isSelected(mark)));
            this.select([]);
        }
    }

    undo() {
        this._restore(this.history.undo());
    }

    redo() {
        this._restore(this.history.redo());
    }

    _restore(marks) {
        this.marks = marks;
        const known = new Set(marks.map((mark) => mark.uid));
        this.selection = this.selection.filter((uid) => known.has(uid));
    }

    _shifted(marks, dx, dy) {
        return marks.map((mark) =>
            this.isSelected(mark) ? rounded({ ...mark, x: mark.x + dx, y: mark.y + dy }) : mark,
        );
    }

    _replaced(marks, changed) {
        const byUid = new Map(changed.map((mark) => [mark.uid, mark]));
        return marks.map((mark) => byUid.get(mark.uid) || mark);
    }

    _show(marks) {
        this.marks = marks;
    }

    _commit(marks, topic) {
        this.marks = marks;
        this.history.push(marks, topic);
    }
}

function rounded(mark) {
    const found = { ...mark };
    for (const name of ["x", "y", "width", "height", "size", "floor"]) {
        found[name] = round(found[name]);
    }
    return found;
}
