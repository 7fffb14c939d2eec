import { describe, expect, test } from "@odoo/hoot";

import {
    ScriptTalk,
    answersOf,
    deedOfKey,
    letterOf,
    scriptedCall,
} from "@tvshop_dialer/phone/script";
import { BOX, depthsOf, layoutScript } from "@tvshop_dialer/script_graph/script_layout";

describe.current.tags("headless");

const SCRIPT = {
    visit_id: 5,
    can_go_back: true,
    step: {
        id: 1,
        is_side: false,
        answers: [
            { id: 11, name: "Yes" },
            { id: 12, name: "No" },
        ],
    },
    sides: [
        { id: 7, name: "Too dear" },
        { id: 8, name: "Warranty" },
    ],
};

test("digits answer, letters interrupt, backspace goes back", () => {
    expect(deedOfKey(SCRIPT, "2")).toEqual(["answer", SCRIPT.step.answers[1]]);
    expect(deedOfKey(SCRIPT, "b")).toEqual(["open", SCRIPT.sides[1]]);
    expect(deedOfKey(SCRIPT, "B")).toEqual(["open", SCRIPT.sides[1]]);
    expect(deedOfKey(SCRIPT, "Backspace")).toEqual(["back"]);
    expect(deedOfKey(SCRIPT, "Enter")).toEqual(["write"]);
    for (const key of ["3", "c", "0", "F1", "Tab"]) {
        expect(deedOfKey(SCRIPT, key)).toEqual(["nothing"]);
    }
    expect(deedOfKey({ ...SCRIPT, can_go_back: false }, "Backspace")).toEqual(["nothing"]);
    expect([letterOf(0), letterOf(25), letterOf(26)]).toEqual(["a", "z", ""]);
});

test("after its end a script takes objections still, and no answer", () => {
    const ended = { ...SCRIPT, step: false };
    for (const key of ["1", "Enter"]) {
        expect(deedOfKey(ended, key)).toEqual(["nothing"]);
    }
    expect(deedOfKey(ended, "a")[0]).toBe("open");
});

test("a question without answers leads back by the first key", () => {
    const question = { ...SCRIPT, step: { id: 8, is_side: true, answers: [] } };
    expect(answersOf(question)).toEqual([{ id: false, name: "" }]);
    expect(deedOfKey(question, "1")[1].id).toBe(false);
    expect(answersOf({ step: { is_side: false, answers: [] } })).toEqual([]);
});

test("no script is shown while it rings, nor between colleagues", () => {
    expect(scriptedCall({ call: { id: 3, direction: "in", state: "ringing" } })).toBe(false);
    expect(scriptedCall({ call: { id: 3, direction: "internal", state: "talking" } })).toBe(false);
    expect(scriptedCall({ call: { id: 3, direction: "out", state: "ended" } })).toBe(3);
    expect(scriptedCall({ call: false })).toBe(false);
});

function makeTalk() {
    const asked = [];
    const pending = [];
    const state = {};
    const call = (method, args) => {
        asked.push([method, args]);
        return new Promise((resolve, reject) => pending.push({ resolve, reject }));
    };
    return { talk: new ScriptTalk(call, state), state, asked, pending };
}

test("a key that is hit twice answers once", async () => {
    const { talk, state, asked, pending } = makeTalk();
    const following = talk.follow(3);
    pending[0].resolve(SCRIPT);
    await following;
    const answering = talk.answer({ id: 11 });
    await talk.answer({ id: 11 });
    pending[1].resolve({ ...SCRIPT, visit_id: 6 });
    await answering;
    expect(asked).toEqual([
        ["desk_script", [3]],
        ["desk_script_answer", [3, 5, 11, ""]],
    ]);
    expect(state.script.visit_id).toBe(6);
});

test("an answer that comes late doesn't show the script of another call", async () => {
    const { talk, state, pending } = makeTalk();
    const first = talk.follow(3);
    const second = talk.follow(4);
    pending[1].resolve({ ...SCRIPT, visit_id: 9 });
    pending[0].resolve(SCRIPT);
    await Promise.all([first, second]);
    expect(state.script.visit_id).toBe(9);
});

test("a refusal is told, and the script stays", async () => {
    const { talk, state, pending } = makeTalk();
    const following = talk.follow(3);
    pending[0].resolve(SCRIPT);
    await following;
    const answering = talk.answer({ id: 11 });
    pending[1].reject(new Error("gone"));
    await answering;
    expect(state.script.visit_id).toBe(5);
    expect(state.error).not.toBe("");
});

const step = (id, kind, ...nextIds) => ({
    id,
    kind,
    is_side: kind === "objection",
    answers: nextIds.map((nextId, index) => ({ id: 10 * id + index, next_id: nextId })),
});

test("steps stand behind those that lead to them, others below", () => {
    const steps = [
        step(1, "opening", 2, 3),
        step(2, "product", 3, 1),
        step(3, "close"),
        step(4, "objection", false),
        step(5, "product", 3),
    ];
    expect([...depthsOf(steps)]).toEqual([
        [1, 0],
        [2, 1],
        [3, 2],
    ]);
    const { boxes, edges, sideTop } = layoutScript(steps);
    const byId = Object.fromEntries(boxes.map((box) => [box.id, box]));
    for (const id of [4, 5]) {
        expect(byId[id].y).toBeGreaterThan(sideTop);
    }
    expect(edges.filter(({ isBack }) => isBack).map(({ id }) => id)).toEqual([21]);
    expect(layoutScript([]).boxes).toEqual([]);
});

test("a step's way back leaves the order of the others as it is", () => {
    const steps = [
        step(1, "opening", 2),
        step(2, "product", 3, 4),
        step(3, "product", 2, 1, 4),
        step(4, "close"),
    ];
    expect([...depthsOf(steps).values()].sort()).toEqual([0, 1, 2, 3]);
    const { edges } = layoutScript(steps);
    expect(edges.filter(({ isBack }) => isBack).map(({ id }) => id)).toEqual([30, 31]);
});

test("no way runs behind a box", () => {
    const steps = [
        step(1, "opening", 2, 4, 5),
        step(2, "product", 3, 5),
        step(3, "product", 4, 1),
        step(4, "close"),
        step(5, "close"),
        step(6, "objection", 4, 2),
    ];
    const { boxes, edges } = layoutScript(steps);
    const level = /([\d.]+) ([\d.]+) H ([\d.]+)/g;
    const levels = edges.flatMap(({ path }) =>
        [...path.matchAll(level)].map((one) => one.map(Number)),
    );
    expect(levels.length).toBeGreaterThan(3);
    for (const [, begin, y, end] of levels) {
        const hidden = boxes.filter(
            (box) =>
                box.x < Math.max(begin, end) &&
                box.x + BOX.width > Math.min(begin, end) &&
                box.y < y &&
                box.y + box.height > y,
        );
        expect(hidden).toEqual([]);
    }
});
