/** Two tones and a pause, in seconds: heard through an office, and unlike a ring-back tone. */
const TONES = [660, 880];
const TONE_LENGTH = 0.4;
const PERIOD = 2400;
const VOLUME = 0.25;

/**
 * Rings by generated sound. A page that nobody has touched may not play: `onBlocked(true)` then
 * asks for another way to call the agent's attention, and `unlock()` is for the first click.
 */
export class Ringer {
    /**
     * @param {Object} options
     * @param {() => AudioContext} [options.createContext]
     * @param {(isBlocked: boolean) => void} [options.onBlocked]
     */
    constructor({ createContext = () => new AudioContext(), onBlocked = () => {} } = {}) {
        this.createContext = createContext;
        this.onBlocked = onBlocked;
        this.context = null;
        this.timer = null;
    }

    get isRinging() {
        return this.timer !== null;
    }

    start() {
        if (this.isRinging) {
            return;
        }
        this.timer = setInterval(() => this.ring(), PERIOD);
        this.unlock();
        this.ring();
        this.reportBlocked();
    }

    stop() {
        clearInterval(this.timer);
        this.timer = null;
        this.onBlocked(false);
    }

    async unlock() {
        this.context = this.context || this.createContext();
        if (this.context.state === "suspended") {
            await this.context.resume();
            this.reportBlocked();
        }
    }

    reportBlocked() {
        this.onBlocked(this.isRinging && this.context.state === "suspended");
    }

    ring() {
        if (this.context.state === "suspended") {
            return;
        }
        TONES.forEach((frequency, index) => this.beep(frequency, index * TONE_LENGTH));
    }

    beep(frequency, delay) {
        const start = this.context.currentTime + delay;
        const gain = this.context.createGain();
        gain.gain.setValueAtTime(0, start);
        gain.gain.linearRampToValueAtTime(VOLUME, start + 0.02);
        gain.gain.setValueAtTime(VOLUME, start + TONE_LENGTH - 0.04);
        gain.gain.linearRampToValueAtTime(0, start + TONE_LENGTH);
        const oscillator = this.context.createOscillator();
        oscillator.frequency.value = frequency;
        oscillator.connect(gain).connect(this.context.destination);
        oscillator.start(start);
        oscillator.stop(start + TONE_LENGTH);
    }
}
