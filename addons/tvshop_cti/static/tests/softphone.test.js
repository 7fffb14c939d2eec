import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { advanceTime, tick } from "@odoo/hoot-mock";

import { MICROPHONE, MicrophoneError, openMicrophone } from "@tvshop_cti/softphone/microphone";
import { Softphone } from "@tvshop_cti/softphone/softphone";

import { FakeUA, SETTINGS, fakeStream } from "./fake_sip";

describe.current.tags("headless");

let ua;
let phone;
let streams;
let microphoneError;

beforeEach(() => {
    streams = [];
    microphoneError = null;
    phone = new Softphone({
        createUA: () => (ua = new FakeUA()),
        getMicrophone: async () => {
            if (microphoneError) {
                throw microphoneError;
            }
            streams.push(fakeStream());
            return streams.at(-1);
        },
    });
    phone.start(SETTINGS);
    ua.emit("connected");
    ua.emit("registered");
});

async function talk() {
    const session = ua.ring();
    await phone.answer();
    return session;
}

async function consult() {
    const session = await talk();
    await phone.startConsult("1002");
    return [session, ua.calls[0]];
}

describe("registration", () => {
    test("asks again quickly while the PBX learns the secret", async () => {
        ua.emit("registrationFailed", { response: { status_code: 401 } });
        await advanceTime(1000);
        expect(ua.asked).toEqual(["start", "register"]);
        expect(phone.state.connection).toBe("registered");
    });

    test("says that it is refused when the secret is never learnt", async () => {
        await advanceTime(16000);
        ua.emit("registrationFailed", { response: { status_code: 403 } });
        expect(phone.state.connection).toBe("refused");
    });

    test("waits longer after each failure", async () => {
        ua.emit("registrationFailed", { response: null });
        await advanceTime(2000);
        ua.emit("registrationFailed", { response: null });
        await advanceTime(2000);
        expect(ua.asked).toEqual(["start", "register"]);
        await advanceTime(2000);
        expect(ua.asked).toEqual(["start", "register", "register"]);
        expect(phone.state.connection).toBe("lost");
    });

    test("a lost connection is tried at once when the network is back", () => {
        ua.emit("disconnected");
        ua.emit("connecting");
        expect(phone.state.connection).toBe("lost");
        phone.hurry();
        expect(ua.asked).toEqual(["start", "connect"]);
    });

    test("a call outlives a lost connection, and the PBX learns the new address", async () => {
        const session = await talk();
        ua.emit("disconnected");
        expect(phone.state.line.status).toBe("talking");
        ua.emit("connected");
        ua.emit("registered");
        expect(session.asked).toEqual(["answer", "renegotiate"]);
    });

    test("an abandoned phone leaves without a word, for another page to fetch the call", async () => {
        const session = await talk();
        phone.abandon();
        expect(ua.asked).toEqual(["start", "disconnect", "stop"]);
        expect(session.asked).toEqual(["answer"]);
        expect(streams[0].track.isStopped).toBe(true);
        expect(phone.state.line).toBe(null);
    });
});

describe("a call", () => {
    test("rings, is answered and hung up", async () => {
        const session = ua.ring("138****1234");
        expect(phone.state.line.status).toBe("ringing");
        expect(phone.state.line.number).toBe("138****1234");
        await phone.answer();
        expect(phone.state.line.status).toBe("talking");
        phone.hangup();
        expect(session.asked).toEqual(["answer", "terminate"]);
        expect(phone.state.line).toBe(null);
        expect(streams[0].track.isStopped).toBe(true);
    });

    test("a double click answers once", async () => {
        const session = ua.ring();
        await Promise.all([phone.answer(), phone.answer()]);
        expect(session.asked).toEqual(["answer"]);
    });

    test("a busy phone keeps its first call and refuses the second", async () => {
        await talk();
        const second = ua.ring("139****0000");
        expect(second.asked).toEqual(["terminate 486"]);
        expect(phone.state.line.number).toBe("138****1234");
    });

    test("is refused with busy while it rings", () => {
        const session = ua.ring();
        phone.hangup();
        expect(session.asked).toEqual(["terminate 486"]);
    });

    test("of the agent's own making is answered by itself", async () => {
        const session = ua.ring("D42", "138****1234");
        await tick();
        expect(session.asked).toEqual(["answer"]);
        expect(phone.state.line.purpose).toBe("dial");
        expect(phone.state.line.number).toBe("");
    });

    test("fetched back after a reload is answered by itself", async () => {
        const session = ua.ring("R7");
        await tick();
        expect(session.asked).toEqual(["answer"]);
        expect(phone.state.line.purpose).toBe("resume");
    });

    test("from a number that only begins like our own mark still rings", () => {
        const session = ua.ring("D12x");
        expect(session.asked).toEqual([]);
        expect(phone.state.line.purpose).toBe(false);
    });

    test("goes on ringing when the microphone is refused", async () => {
        microphoneError = new MicrophoneError(MICROPHONE.DENIED);
        const session = ua.ring();
        await phone.answer();
        expect(phone.state.microphone).toBe("denied");
        expect(phone.state.line.status).toBe("ringing");
        microphoneError = null;
        await phone.answer();
        expect(session.asked).toEqual(["answer"]);
        expect(phone.state.microphone).toBe("ready");
    });

    test("given up by the caller while the browser asks for the microphone frees it", async () => {
        const session = ua.ring();
        const answered = phone.answer();
        session.emit("failed", { originator: "remote", cause: "Canceled" });
        await answered;
        expect(session.asked).toEqual([]);
        expect(streams[0].track.isStopped).toBe(true);
    });

    test("is held and taken back", async () => {
        const session = await talk();
        await phone.toggleHold();
        expect(phone.state.line.status).toBe("held");
        await phone.toggleHold();
        expect(phone.state.line.status).toBe("talking");
        expect(session.asked).toEqual(["answer", "hold", "unhold"]);
    });

    test("keeps its talking time over a hold", async () => {
        await talk();
        const { since } = phone.state.line;
        await advanceTime(3000);
        await phone.toggleHold();
        expect(phone.state.line.since).toBe(since);
    });

    test("says so when it cannot be held", async () => {
        const session = await talk();
        session.canReoffer = false;
        await phone.toggleHold();
        expect(phone.state.failure).toEqual({ kind: "hold" });
        expect(phone.state.line.status).toBe("talking");
    });

    test("is muted, and sends only real tones", async () => {
        const session = await talk();
        phone.toggleMute();
        expect(phone.state.line.isMuted).toBe(true);
        phone.sendDtmf("5");
        phone.sendDtmf("x");
        phone.toggleMute();
        expect(session.asked).toEqual(["answer", "mute", "tone 5", "unmute"]);
    });
});

describe("transfer", () => {
    test("blind: the agent is free once the customer is on the way", async () => {
        const session = await talk();
        const sent = phone.blindTransfer("1002");
        expect(phone.state.transfer).toBe("blind");
        session.referral.progress();
        await sent;
        expect(session.asked).toEqual(["answer", "refer sip:1002@pbx", "terminate"]);
        expect(phone.state.line).toBe(null);
        expect(phone.state.transfer).toBe(null);
    });

    test("refused: the agent keeps the customer", async () => {
        const session = await talk();
        const sent = phone.blindTransfer("1999");
        session.referral.failed();
        await sent;
        expect(phone.state.failure).toEqual({ kind: "transfer" });
        expect(phone.state.line.status).toBe("talking");
    });

    test("attended: the customer is held, then handed over", async () => {
        const [session, colleague] = await consult();
        expect(phone.state.line.status).toBe("held");
        expect(phone.state.consult.status).toBe("calling");
        colleague.emit("accepted");
        const done = phone.completeTransfer();
        session.referral.accepted();
        await done;
        expect(session.asked).toEqual([
            "answer",
            "hold",
            "refer sip:1002@pbx replacing",
            "terminate",
        ]);
        expect(phone.state.line).toBe(null);
        expect(phone.state.consult).toBe(null);
    });

    test("attended: not before the colleague has answered", async () => {
        const [session] = await consult();
        await phone.completeTransfer();
        expect(session.asked).toEqual(["answer", "hold"]);
    });

    test("cancelled: the customer is taken back", async () => {
        const [session] = await consult();
        phone.cancelConsult();
        await tick();
        expect(session.asked).toEqual(["answer", "hold", "unhold"]);
        expect(phone.state.failure).toBe(null);
        expect(phone.state.line.status).toBe("talking");
    });

    test("a colleague who refuses is told, and the customer is taken back", async () => {
        const [, colleague] = await consult();
        const message = { status_code: 486 };
        colleague.emit("failed", { originator: "remote", cause: "Busy", message });
        await tick();
        expect(phone.state.failure).toEqual({ kind: "consult", code: 486 });
        expect(phone.state.line.status).toBe("talking");
    });

    test("a customer who hangs up during the question leaves the colleague on the line", async () => {
        const [session, colleague] = await consult();
        colleague.emit("accepted");
        session.emit("ended", { originator: "remote", cause: "Terminated" });
        expect(phone.state.line.number).toBe("1002");
        expect(phone.state.consult).toBe(null);
        phone.hangup();
        expect(colleague.asked).toEqual(["terminate"]);
    });

    test("hanging up while asking ends the question, not the call", async () => {
        const [session, colleague] = await consult();
        phone.hangup();
        await tick();
        expect(colleague.asked).toEqual(["terminate"]);
        expect(session.asked).not.toInclude("terminate");
    });
});

describe("conference", () => {
    test("ends the question and takes the customer back before the PBX calls the colleague", async () => {
        const [session, colleague] = await consult();
        colleague.emit("accepted");
        const asked = [];
        await phone.startConference(async (extension) => asked.push(extension));
        expect(asked).toEqual(["1002"]);
        expect(colleague.asked).toEqual(["terminate"]);
        expect(session.asked).toEqual(["answer", "hold", "unhold"]);
        expect(phone.state.line.isConference).toBe(true);
        expect(phone.state.consult).toBe(null);
        expect(phone.state.failure).toBe(null);
    });

    test("brings a colleague in without a question", async () => {
        await talk();
        const asked = [];
        await phone.startConference(async (extension) => asked.push(extension), "1003");
        expect(asked).toEqual(["1003"]);
    });

    test("that the PBX refuses leaves the agent with the customer", async () => {
        const [, colleague] = await consult();
        colleague.emit("accepted");
        await phone.startConference(() => Promise.reject(new Error("no")));
        expect(phone.state.failure).toEqual({ kind: "conference" });
        expect(phone.state.line.isConference).toBe(false);
        expect(phone.state.line.status).toBe("talking");
    });

    test("fetches the colleague who was just asked, and nobody later", async () => {
        const question = ua.ring("1001");
        await phone.answer();
        question.emit("ended", { originator: "remote", cause: "Terminated" });
        const call = ua.ring("1001");
        await tick();
        expect(call.asked).toEqual(["answer"]);
        call.emit("ended", { originator: "remote", cause: "Terminated" });
        await advanceTime(6000);
        expect(ua.ring("1001").asked).toEqual([]);
    });

    test("never makes a customer who calls again answered by itself", async () => {
        const first = ua.ring("138****1234");
        await phone.answer();
        first.emit("ended", { originator: "remote", cause: "Terminated" });
        expect(ua.ring("138****1234").asked).toEqual([]);
    });
});

describe("microphone", () => {
    const failing = (name) => ({
        getUserMedia: () => Promise.reject(Object.assign(new Error(), { name })),
    });

    test("each refusal has its reason", async () => {
        const reasons = {
            NotAllowedError: "denied",
            NotFoundError: "missing",
            NotReadableError: "busy",
            SomethingNew: "busy",
        };
        for (const [name, code] of Object.entries(reasons)) {
            const error = await openMicrophone(failing(name)).catch((error) => error);
            expect(error.code).toBe(code);
        }
    });

    test("pages without a secure address have none", async () => {
        const error = await openMicrophone(null).catch((error) => error);
        expect(error.code).toBe("insecure");
    });
});
