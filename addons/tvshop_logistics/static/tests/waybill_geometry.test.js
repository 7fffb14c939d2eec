import { describe, expect, test } from "@odoo/hoot";
import {
    align,
    bounding,
    distribute,
    keepOn,
    resize,
    snap,
} from "@tvshop_logistics/waybill_editor/geometry";

describe.current.tags("headless");

const PAPER = { x: 0, y: 0, width: 100, height: 60 };
const box = (x, y, width = 10, height = 5) => ({ x, y, width, height });

test("a box is caught by another's edge within reach, and its guide is shown", () => {
    const other = box(40, 30);
    expect(snap(box(40.8, 3.4), "x", [other], 1)).toEqual({ shift: 40 - 40.8, line: 40 });
    // Its right edge at the other's left one.
    expect(snap(box(29.5, 3), "x", [other], 1)).toEqual({ shift: 0.5, line: 40 });
});

test("without an edge in reach it comes to rest on the grid", () => {
    const rest = snap(box(12.3, 3), "x", [box(40, 30)], 1);
    expect(rest.line).toBe(null);
    expect(rest.shift).toBeCloseTo(-0.3);
});

test("the nearest of several edges wins", () => {
    const others = [box(20.6, 0), box(19.8, 0)];
    expect(snap(box(20, 9), "x", others, 1).line).toBe(19.8);
});

test("nothing leaves the paper", () => {
    expect(keepOn(PAPER, box(85, 0), "x", 30)).toBe(5);
    expect(keepOn(PAPER, box(3, 2), "y", -7)).toBe(-2);
    expect(keepOn(PAPER, box(0, 0, 140), "x", 9)).toBe(0);
});

test("a handle moves the edges that it is on", () => {
    expect(resize(box(10, 10), "se", 5, 3, PAPER)).toEqual(box(10, 10, 15, 8));
    expect(resize(box(10, 10), "nw", 2, -4, PAPER)).toEqual(box(12, 6, 8, 9));
    expect(resize(box(10, 10), "e", -50, 0, PAPER).width).toBe(1);
    expect(resize(box(10, 10), "w", 50, 0, PAPER)).toEqual(box(19, 10, 1, 5));
    expect(resize(box(90, 10), "e", 50, 0, PAPER).width).toBe(10);
});

test("aligning takes the outermost edge", () => {
    const boxes = [box(10, 10, 20), box(14, 30, 5), box(12, 20, 40)];
    expect(align(boxes, "left").map((b) => b.x)).toEqual([10, 10, 10]);
    expect(align(boxes, "right").map((b) => b.x)).toEqual([32, 47, 12]);
    expect(align(boxes, "top").map((b) => b.y)).toEqual([10, 10, 10]);
    expect(align(boxes, "bottom").map((b) => b.y)).toEqual([30, 30, 30]);
});

test("spreading makes equal gaps, whatever the order of choosing", () => {
    const found = distribute([box(60, 0, 10), box(0, 0, 10), box(15, 0, 30)], "x");
    expect(found.map((b) => b.x)).toEqual([60, 0, 20]);
    expect(bounding(found)).toEqual(box(0, 0, 70));
});
