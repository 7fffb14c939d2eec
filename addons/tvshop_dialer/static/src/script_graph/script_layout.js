/** Sizes in px; the style sheet draws what stands here. */
export const BOX = { width: 230, head: 58, row: 26, gapX: 90, gapY: 24, lane: 12 };

const PITCH = BOX.width + BOX.gapX;

/**
 * Where the steps of a script stand: the main line from left to right, each step behind all that
 * lead there, then, in a row of their own, what is reached at any moment and what nothing leads to.
 * A way that is longer than to the next column runs in a lane below the boxes in between.
 *
 * @param {Object[]} steps as `get_graph` gives them
 * @returns {{boxes: Object[], edges: Object[], width: number, height: number, sideTop: number}}
 *  boxes {id, step, column, x, y, height}; edges {id, path, isBack} from an answer to the step that
 *  follows
 */
export function layoutScript(steps) {
    const depths = depthsOf(steps);
    const bottoms = [];
    const main = steps
        .filter(({ id }) => depths.has(id))
        .map((step) => placeBox(step, depths.get(step.id), bottoms));
    const columns = Math.max(4, bottoms.length);
    const rest = steps
        .filter(({ id }) => !depths.has(id))
        .map((step, index) => ({ step, column: index % columns }));
    const lanes = lanesOf(main, rest, bottoms);
    const sideTop = Math.max(0, ...bottoms);
    const sideBottoms = Array(columns).fill(sideTop + BOX.head);
    const boxes = [...main, ...rest.map(({ step, column }) => placeBox(step, column, sideBottoms))];
    const used = Math.max(bottoms.length, Math.min(columns, rest.length));
    return {
        boxes,
        edges: linksOf(boxes).map((link) => ({
            id: link.answer.id,
            isBack: link.target.column <= link.box.column,
            path: pathOf(link, lanes),
        })),
        width: used * PITCH,
        height: Math.max(0, ...bottoms, ...(rest.length ? sideBottoms : [])),
        sideTop: rest.length ? sideTop : null,
    };
}

/** {step's id: how many answers lead there at most}, of those that the opening leads to. */
export function depthsOf(steps) {
    const byId = new Map(steps.map((step) => [step.id, step]));
    const first = steps.find(({ kind }) => kind === "opening");
    const order = first ? orderFrom(first, byId) : [];
    const places = new Map(order.map(({ id }, place) => [id, place]));
    const depths = new Map(order.map(({ id }) => [id, 0]));
    for (const [place, step] of order.entries()) {
        for (const { next_id: nextId } of step.answers) {
            // A way back makes nothing deeper.
            if (places.get(nextId) > place) {
                depths.set(nextId, Math.max(depths.get(nextId), depths.get(step.id) + 1));
            }
        }
    }
    return depths;
}

/** The steps that can be reached, each before those that it leads to, but for ways back. */
function orderFrom(first, byId) {
    const seen = new Set();
    const order = [];
    const visit = (step) => {
        seen.add(step.id);
        for (const { next_id: nextId } of step.answers) {
            const next = byId.get(nextId);
            if (next && !next.is_side && !seen.has(nextId)) {
                visit(next);
            }
        }
        order.unshift(step);
    };
    visit(first);
    return order;
}

function placeBox(step, column, bottoms) {
    const height = BOX.head + BOX.row * step.answers.length;
    for (let before = 0; before <= column; before++) {
        bottoms[before] ??= 0;
    }
    const y = bottoms[column];
    bottoms[column] = y + height + BOX.gapY;
    return { id: step.id, step, column, x: column * PITCH, y, height };
}

/** [{box, answer, index, target}] of the answers that lead to a step. */
function linksOf(boxes) {
    const byId = new Map(boxes.map((box) => [box.step.id, box]));
    return boxes.flatMap((box) =>
        box.step.answers
            .map((answer, index) => ({ box, answer, index, target: byId.get(answer.next_id) }))
            .filter(({ target }) => target),
    );
}

/** The columns through which a way goes below the boxes, in its order. */
function columnsBetween({ box, target }) {
    const columns = [];
    if (target.column > box.column) {
        for (let column = box.column + 1; column < target.column; column++) {
            columns.push(column);
        }
    } else {
        for (let column = box.column; column >= target.column; column--) {
            columns.push(column);
        }
    }
    return columns;
}

/** {"column/step": y} of the lanes, below the boxes; ways to one step share them. */
function lanesOf(main, rest, bottoms) {
    const lanes = new Map();
    for (const link of linksOf([...main, ...rest])) {
        for (const column of columnsBetween(link)) {
            const key = `${column}/${link.target.step.id}`;
            if (!lanes.has(key)) {
                bottoms[column] ??= 0;
                lanes.set(key, bottoms[column]);
                bottoms[column] += BOX.lane;
            }
        }
    }
    return lanes;
}

function pathOf({ box, index, target }, lanes) {
    const isBack = target.column <= box.column;
    let [x, y] = [box.x + BOX.width, box.y + BOX.head + BOX.row * (index + 0.5)];
    let [path, bend] = [`M ${x} ${y}`, BOX.gapX / 2];
    for (const column of columnsBetween({ box, target })) {
        const [left, right] = [column * PITCH, column * PITCH + BOX.width];
        const [begin, end] = isBack ? [right, left] : [left, right];
        const laneY = lanes.get(`${column}/${target.step.id}`);
        // The first turn of a way back is to the right and round.
        const into = isBack ? begin + BOX.gapX / 2 : begin - BOX.gapX / 2;
        path += ` C ${x + bend} ${y}, ${into} ${laneY}, ${begin} ${laneY} H ${end}`;
        [x, y, bend] = [end, laneY, isBack ? -BOX.gapX / 2 : BOX.gapX / 2];
    }
    const targetY = target.y + BOX.head / 2;
    return `${path} C ${x + bend} ${y}, ${target.x - BOX.gapX / 2} ${targetY}, ${target.x} ${targetY}`;
}
