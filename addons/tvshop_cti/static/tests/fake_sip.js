/** A SIP stack of no wires: what the softphone asks is kept, what the PBX does is said by tests. */
class Emitter {
    constructor() {
        this.handlers = {};
    }

    on(type, handler) {
        (this.handlers[type] ||= []).push(handler);
    }

    emit(type, event = {}) {
        for (const handler of this.handlers[type] || []) {
            handler(event);
        }
    }
}

export class FakeSession extends Emitter {
    constructor(user, name = "") {
        super();
        this.remote_identity = { uri: { user }, display_name: name };
        this.connection = { addEventListener() {} };
        this.asked = [];
        this.canReoffer = true;
    }

    answer(options) {
        this.asked.push("answer");
        this.stream = options.mediaStream;
        this.emit("accepted", { originator: "local" });
    }

    terminate(options = {}) {
        this.asked.push(`terminate ${options.status_code || ""}`.trim());
        this.emit("ended", { originator: "local", cause: "Terminated" });
    }

    hold(options, done) {
        return this.reoffer("hold", done);
    }

    unhold(options, done) {
        return this.reoffer("unhold", done);
    }

    reoffer(method, done) {
        this.asked.push(method);
        if (this.canReoffer) {
            this.emit(method, { originator: "local" });
            done();
        }
        return this.canReoffer;
    }

    renegotiate() {
        this.asked.push("renegotiate");
    }

    mute() {
        this.asked.push("mute");
    }

    unmute() {
        this.asked.push("unmute");
    }

    sendDTMF(tone) {
        this.asked.push(`tone ${tone}`);
    }

    refer(target, { replaces, eventHandlers }) {
        this.asked.push(`refer ${target}${replaces ? " replacing" : ""}`);
        this.referral = eventHandlers;
    }
}

export class FakeUA extends Emitter {
    constructor() {
        super();
        this.asked = [];
        this.calls = [];
        this.transport = {
            connect: () => this.asked.push("connect"),
            disconnect: () => this.asked.push("disconnect"),
        };
    }

    start() {
        this.asked.push("start");
    }

    stop() {
        this.asked.push("stop");
    }

    register() {
        this.asked.push("register");
    }

    call(target) {
        const session = new FakeSession(target.match(/sip:(.*)@/)[1]);
        this.calls.push(session);
        return session;
    }

    /** The PBX rings this page. */
    ring(user = "138****1234", name = user) {
        const session = new FakeSession(user, name);
        this.emit("newRTCSession", { originator: "remote", session });
        return session;
    }
}

export function fakeStream() {
    const track = { isStopped: false, stop: () => (track.isStopped = true) };
    return { getTracks: () => [track], track };
}

export const SETTINGS = {
    ws_url: "wss://pbx/ws",
    sip_domain: "pbx",
    extension: "1001",
    secret: "secret",
};
