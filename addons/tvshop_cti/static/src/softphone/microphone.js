/**
 * Why the microphone cannot be used, as codes; the words for people are in phone_texts.js.
 */
export const MICROPHONE = {
    UNKNOWN: "unknown",
    READY: "ready",
    DENIED: "denied",
    MISSING: "missing",
    BUSY: "busy",
    INSECURE: "insecure",
};

const CONSTRAINTS = {
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    video: false,
};

const CODE_BY_ERROR = {
    NotAllowedError: MICROPHONE.DENIED,
    SecurityError: MICROPHONE.DENIED,
    NotFoundError: MICROPHONE.MISSING,
    OverconstrainedError: MICROPHONE.MISSING,
    NotReadableError: MICROPHONE.BUSY,
    AbortError: MICROPHONE.BUSY,
};

export class MicrophoneError extends Error {
    /** @param {string} code one of MICROPHONE */
    constructor(code) {
        super(`The microphone cannot be used: ${code}`);
        this.code = code;
    }
}

/**
 * @param {MediaDevices} [devices] absent on pages that are not served securely
 * @returns {Promise<MediaStream>}
 * @throws {MicrophoneError}
 */
export async function openMicrophone(devices = navigator.mediaDevices) {
    if (!devices?.getUserMedia) {
        throw new MicrophoneError(MICROPHONE.INSECURE);
    }
    try {
        return await devices.getUserMedia(CONSTRAINTS);
    } catch (error) {
        throw new MicrophoneError(CODE_BY_ERROR[error.name] || MICROPHONE.BUSY);
    }
}

/** @param {MediaStream} [stream] */
export function closeStream(stream) {
    for (const track of stream?.getTracks() || []) {
        track.stop();
    }
}
