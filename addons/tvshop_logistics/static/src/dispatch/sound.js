// Two short high notes, or a long low one: told apart without looking.
const SOUNDS = {
    ok: [{ frequency: 1320, start: 0, end: 0.08, type: "sine" }],
    done: [
        { frequency: 1320, start: 0, end: 0.08, type: "sine" },
        { frequency: 1760, start: 0.1, end: 0.2, type: "sine" },
    ],
    refused: [
        { frequency: 180, start: 0, end: 0.25, type: "square" },
        { frequency: 140, start: 0.3, end: 0.7, type: "square" },
    ],
};
const VOLUME = 0.25;
let context;

/** Play the sound of "ok", "done" or "refused". */
export function play(name) {
    context ||= new AudioContext();
    // Browsers keep pages silent until the first key.
    context.resume();
    for (const note of SOUNDS[name]) {
        const oscillator = new OscillatorNode(context, {
            frequency: note.frequency,
            type: note.type,
        });
        oscillator.connect(new GainNode(context, { gain: VOLUME })).connect(context.destination);
        oscillator.start(context.currentTime + note.start);
        oscillator.stop(context.currentTime + note.end);
    }
}
