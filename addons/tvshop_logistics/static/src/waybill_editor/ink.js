const SHAPE = ["kind", "key", "text", "width", "height", "size", "floor", "align", "wrap"];
const PAUSE = 120; // ms

/** What decides the ink of a field besides its place. */
const shapeOf = (mark) => JSON.stringify(SHAPE.map((name) => mark[name]));

/**
 * The ink of each field as the server places it for printing. A field that is only moved takes
 * its ink along; else the server is asked anew, once for all changes of a moment.
 */
export class Ink {
    /** @param {(marks: object[]) => Promise<object[]>} layout asks the server */
    constructor(layout) {
        this.layout = layout;
        this.drawings = {};
        this.source = 0;
        this.asked = {}; // in which turn a field's ink was asked last
        this.turn = 0;
        this.timer = null;
    }

    /** Other data are to be shown: everything is asked anew. */
    changeSource(marks) {
        this.source++;
        return this.refresh(marks);
    }

    isStale(mark) {
        const drawing = this.drawings[mark.uid];
        return !drawing || drawing.source !== this.source || drawing.shape !== shapeOf(mark);
    }

    refreshSoon(getMarks) {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.refresh(getMarks()), PAUSE);
    }

    async refresh(marks) {
        const stale = marks.filter((mark) => this.isStale(mark));
        if (!stale.length) {
            return;
        }
        const source = this.source;
        const turn = ++this.turn;
        for (const { uid } of stale) {
            this.asked[uid] = turn;
        }
        const found = await this.layout(stale);
        stale.forEach((mark, place) => {
            const { uid, x, y } = mark;
            if (this.asked[uid] === turn && source === this.source) {
                this.drawings[uid] = { ...found[place], x, y, shape: shapeOf(mark), source };
            }
        });
    }

    /** The drawing of a field and how far it has been moved since it was placed. */
    of(mark) {
        const drawing = this.drawings[mark.uid];
        return drawing && { ...drawing, dx: mark.x - drawing.x, dy: mark.y - drawing.y };
    }

    stop() {
        clearTimeout(this.timer);
    }
}
