import { CONNECTION } from "../softphone/registration";

/** How often the numbers on the screen are asked for, in ms: nobody is told of each caller. */
export const CALLBACKS_EVERY = 20000;

/**
 * Where an order comes from that a call-back will bring.
 *
 * @param {Object} callback as `desk_next_callback` gives it
 */
export function callbackOrigin(callback) {
    return {
        callback_id: callback.id,
        number_masked: callback.number_masked,
        is_withheld: false,
        region: callback.region,
        hotline: callback.hotline,
        spot: callback.spot,
        channel: callback.channel,
        wait_seconds: callback.wait_seconds,
        order_method: "phone_out",
    };
}

/** Whether the phone could dial now. */
export function isFree({ sip, isDialling }) {
    return sip.connection === CONNECTION.REGISTERED && !sip.line && !isDialling;
}

/** The call-backs of this agent: how many wait, and the one to make now. */
export class Callbacks {
    /** @param {import("./phone").Phone} phone */
    constructor(phone) {
        this.phone = phone;
        this.turn = 0;
    }

    get state() {
        return this.phone.state.callbacks;
    }

    get given() {
        return this.state?.given;
    }

    /** Only while somebody may look; a call or a change of state asks anyhow. */
    async poll() {
        if (!document.hidden && this.phone.isSignedIn) {
            await this.ask("desk_callbacks");
        }
    }

    /** Of several answers under way the newest counts. */
    async ask(method, args = []) {
        const turn = ++this.turn;
        const callbacks = await this.phone.call(method, args);
        if (turn === this.turn) {
            this.phone.state.callbacks = callbacks;
        }
    }

    /** One key does what comes next: take the next call-back, then dial it. */
    async act() {
        if (!isFree(this.phone.state)) {
            return;
        }
        if (this.given) {
            await this.dial();
        } else {
            await this.take();
        }
    }

    async take() {
        const given = await this.phone.call("desk_next_callback");
        await this.poll();
        if (given) {
            this.show(given);
        } else {
            this.phone.bus.trigger("NO_CALLBACK");
        }
    }

    /** The customer's file, with the spot that was called for. */
    show(callback) {
        const { desk } = this.phone;
        const origin = callbackOrigin(callback);
        if (callback.partner_id) {
            desk.openCustomer(callback.partner_id, origin);
        } else if (callback.partners.length) {
            desk.openChoice(callback.partners, origin);
        } else {
            desk.openNew(origin);
        }
    }

    dial() {
        return this.phone.dialBy("desk_dial_callback");
    }

    async putBack() {
        await this.ask("desk_return_callback");
        this.phone.desk.close();
    }
}
