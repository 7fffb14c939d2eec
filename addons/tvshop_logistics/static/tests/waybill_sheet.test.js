import { describe, expect, test } from "@odoo/hoot";
import { History } from "@tvshop_logistics/waybill_editor/history";
import { Ink } from "@tvshop_logistics/waybill_editor/ink";
import { Sheet } from "@tvshop_logistics/waybill_editor/sheet";

describe.current.tags("headless");

const FREE = { reach: 1, isFree: true };
const mark = (x, y, values = {}) => ({
    kind: "text",
    key: "receiver",
    text: "",
    x,
    y,
    width: 20,
    height: 6,
    size: 10,
    floor: 7,
    align: "left",
    wrap: false,
    ...values,
});
const makeSheet = (...marks) => new Sheet({ width: 100, height: 60, marks });
const places = (sheet) => sheet.marks.map(({ x, y }) => [x, y]);

test("one drag is one step to undo, and undone it is saved again", () => {
    const sheet = makeSheet(mark(10, 10), mark(50, 40));
    sheet.select([1]);
    sheet.startDrag();
    sheet.dragBy(3.2, 0, FREE);
    sheet.dragBy(7.25, 4, FREE);
    sheet.endDrag();
    expect(places(sheet)[0]).toEqual([17.25, 14]);
    expect(sheet.history.isDirty).toBe(true);
    sheet.undo();
    expect(places(sheet)[0]).toEqual([10, 10]);
    expect(sheet.history.isDirty).toBe(false);
    sheet.redo();
    expect(places(sheet)[0]).toEqual([17.25, 14]);
});

test("a click that moves nothing changes nothing", () => {
    const sheet = makeSheet(mark(10, 10));
    sheet.select([1]);
    sheet.startDrag();
    sheet.endDrag();
    expect(sheet.history.past.length).toBe(0);
});

test("escape puts a dragged field back", () => {
    const sheet = makeSheet(mark(10, 10));
    sheet.select([1]);
    sheet.startDrag();
    sheet.dragBy(9, 9, FREE);
    sheet.cancelDrag();
    expect(places(sheet)).toEqual([[10, 10]]);
    expect(sheet.history.isDirty).toBe(false);
});

test("several are dragged as one and stop together at the paper's edge", () => {
    const sheet = makeSheet(mark(10, 10), mark(70, 40));
    sheet.select([1, 2]);
    sheet.startDrag();
    sheet.dragBy(50, 0, FREE);
    sheet.endDrag();
    expect(places(sheet)).toEqual([
        [20, 10],
        [80, 40],
    ]);
});

test("keys that repeat are undone together", () => {
    const sheet = makeSheet(mark(10, 10));
    sheet.select([1]);
    sheet.moveBy(0.5, 0);
    sheet.moveBy(0.5, 0);
    sheet.moveBy(0, 5);
    expect(places(sheet)).toEqual([[11, 15]]);
    sheet.undo();
    expect(places(sheet)).toEqual([[10, 10]]);
});

test("a stretched edge is caught by another field's edge", () => {
    const sheet = makeSheet(mark(10, 10), mark(50, 40));
    sheet.select([1]);
    sheet.startDrag();
    sheet.resizeBy("e", 19.4, 0, { reach: 1, isFree: false });
    expect(sheet.guides.x).toBe(50);
    sheet.endDrag();
    expect(sheet.marks[0].width).toBe(40);
    expect(sheet.guides.x).toBe(null);
});

test("wrong numbers become the nearest right ones", () => {
    const sheet = makeSheet(mark(10, 10));
    sheet.select([1]);
    sheet.update({ x: 95 });
    expect(sheet.marks[0].x).toBe(80);
    sheet.update({ size: 5 });
    expect([sheet.marks[0].size, sheet.marks[0].floor]).toEqual([5, 5]);
    sheet.update({ floor: 9 });
    expect([sheet.marks[0].size, sheet.marks[0].floor]).toEqual([9, 9]);
    sheet.update({ size: 900 });
    expect(sheet.marks[0].size).toBe(72);
});

test("what was added, copied or deleted comes back", () => {
    const sheet = makeSheet(mark(10, 10));
    sheet.add("qr");
    expect(sheet.selected[0].kind).toBe("qr");
    sheet.duplicate();
    expect(sheet.marks.length).toBe(3);
    expect(new Set(sheet.marks.map((m) => m.uid)).size).toBe(3);
    sheet.remove();
    expect(sheet.marks.length).toBe(2);
    sheet.undo();
    sheet.undo();
    sheet.undo();
    expect(places(sheet)).toEqual([[10, 10]]);
    expect(sheet.selection).toEqual([]);
});

test("what is changed while saving stays to be saved", () => {
    const history = new History("a");
    history.push("b");
    history.push("c");
    history.markSaved("b");
    expect(history.isDirty).toBe(true);
    history.undo();
    expect(history.isDirty).toBe(false);
});

test("a moved field takes its ink along, a changed one is placed anew", async () => {
    const asked = [];
    const ink = new Ink(async (marks) => {
        asked.push(marks.length);
        return marks.map(() => ({ lines: [], path: "", fits: true }));
    });
    const sheet = makeSheet(mark(10, 10), mark(50, 40));
    await ink.refresh(sheet.marks);
    sheet.select([1]);
    sheet.moveBy(5, 0);
    await ink.refresh(sheet.marks);
    expect(ink.of(sheet.marks[0]).dx).toBe(5);
    sheet.update({ size: 12 });
    await ink.refresh(sheet.marks);
    expect(asked).toEqual([2, 1]);
    expect(ink.of(sheet.marks[0]).dx).toBe(0);
});

test("an answer for other data that comes late is not shown", async () => {
    const answers = [];
    const ink = new Ink(() => new Promise((resolve) => answers.push(resolve)));
    const marks = makeSheet(mark(10, 10)).marks;
    const first = ink.refresh(marks);
    const second = ink.changeSource(marks);
    answers[1]([{ lines: ["new"], path: "", fits: true }]);
    answers[0]([{ lines: ["old"], path: "", fits: true }]);
    await Promise.all([first, second]);
    expect(ink.of(marks[0]).lines).toEqual(["new"]);
});

test("an answer for a field that was changed since is not shown, whenever it comes", async () => {
    const answers = [];
    const ink = new Ink(() => new Promise((resolve) => answers.push(resolve)));
    const sheet = makeSheet(mark(10, 10));
    const first = ink.refresh(sheet.marks);
    sheet.select([1]);
    sheet.update({ size: 12 });
    const second = ink.refresh(sheet.marks);
    answers[1]([{ lines: ["new"], path: "", fits: true }]);
    answers[0]([{ lines: ["old"], path: "", fits: true }]);
    await Promise.all([first, second]);
    expect(ink.of(sheet.marks[0]).lines).toEqual(["new"]);
});
