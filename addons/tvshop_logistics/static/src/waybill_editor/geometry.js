/** Boxes {x, y, width, height} on a paper, in millimetres from its top left corner. */

export const GRID = 1;
export const SMALLEST = 1;
const AXES = { x: "width", y: "height" };

export const round = (value) => Math.round(value * 100) / 100;

/** The box around all boxes. */
export function bounding(boxes) {
    const x = Math.min(...boxes.map((box) => box.x));
    const y = Math.min(...boxes.map((box) => box.y));
    return {
        x,
        y,
        width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
        height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
    };
}

/** Both edges and the middle of a box along an axis. */
export function lines(box, axis) {
    const size = box[AXES[axis]];
    return [box[axis], box[axis] + size / 2, box[axis] + size];
}

/**
 * How far from `value` the nearest of `targets` is, if within reach.
 * @returns {{shift: number, line: number}|null}
 */
export function nearest(value, targets, reach) {
    let found = null;
    for (const line of targets) {
        const shift = line - value;
        if (Math.abs(shift) <= reach && (!found || Math.abs(shift) < Math.abs(found.shift))) {
            found = { shift, line };
        }
    }
    return found;
}

/**
 * Where a box that is dragged to `box` comes to rest along an axis: at an edge or middle of
 * another box within reach, else on the grid.
 * @returns {{shift: number, line: number|null}} `line` to be shown as a guide
 */
export function snap(box, axis, others, reach) {
    const targets = others.flatMap((other) => lines(other, axis));
    let best = null;
    for (const value of lines(box, axis)) {
        const found = nearest(value, targets, reach);
        if (found && (!best || Math.abs(found.shift) < Math.abs(best.shift))) {
            best = found;
        }
    }
    return best || { shift: Math.round(box[axis] / GRID) * GRID - box[axis], line: null };
}

/** `shift` cut so that a box stays on the paper. */
export function keepOn(paper, box, axis, shift) {
    const size = AXES[axis];
    const most = Math.max(0, paper[size] - box[size]);
    return Math.min(Math.max(box[axis] + shift, 0), most) - box[axis];
}

/** The box once a handle (n, s, e, w, ne …) has been dragged by (dx, dy); stays on the paper. */
export function resize(box, handle, dx, dy, paper) {
    const found = { ...box };
    if (handle.includes("e")) {
        stretchEnd(found, "x", dx, paper);
    }
    if (handle.includes("s")) {
        stretchEnd(found, "y", dy, paper);
    }
    if (handle.includes("w")) {
        stretchStart(found, "x", dx);
    }
    if (handle.includes("n")) {
        stretchStart(found, "y", dy);
    }
    return found;
}

function stretchEnd(box, axis, shift, paper) {
    const size = AXES[axis];
    const most = Math.max(SMALLEST, paper[size] - box[axis]);
    box[size] = Math.min(Math.max(box[size] + shift, SMALLEST), most);
}

function stretchStart(box, axis, shift) {
    const size = AXES[axis];
    const end = box[axis] + box[size];
    box[axis] = Math.min(Math.max(box[axis] + shift, 0), end - SMALLEST);
    box[size] = end - box[axis];
}

/** Boxes moved to the outermost edge among them: left, right, top or bottom. */
export function align(boxes, side) {
    const all = bounding(boxes);
    const axis = { left: "x", right: "x", top: "y", bottom: "y" }[side];
    const isEnd = side === "right" || side === "bottom";
    const size = AXES[axis];
    return boxes.map((box) => ({
        ...box,
        [axis]: round(isEnd ? all[axis] + all[size] - box[size] : all[axis]),
    }));
}

/** Boxes moved so that the gaps between them are equal; the outermost stay. */
export function distribute(boxes, axis) {
    const size = AXES[axis];
    const all = bounding(boxes);
    const gap =
        (all[size] - boxes.reduce((sum, box) => sum + box[size], 0)) / (boxes.length - 1 || 1);
    const order = boxes.map((_box, place) => place);
    order.sort((a, b) => lines(boxes[a], axis)[1] - lines(boxes[b], axis)[1]);
    const found = [...boxes];
    let start = all[axis];
    for (const place of order) {
        found[place] = { ...boxes[place], [axis]: round(start) };
        start += boxes[place][size] + gap;
    }
    return found;
}
