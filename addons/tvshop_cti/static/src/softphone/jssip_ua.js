import { loadJS } from "@web/core/assets";

/** Seconds between attempts to open a lost websocket: doubling, with chance, within these. */
const RECOVERY = { min: 1, max: 20 };
/** Short enough to notice a websocket that died without a word. */
const REGISTER_EXPIRES = 90;

/** Only agents need it, so it isn't part of what every user loads. */
export function loadJsSIP() {
    return loadJS("/tvshop_cti/static/lib/jssip/jssip.js");
}

/**
 * @param {Object} settings see Softphone.start
 * @returns {Object} JsSIP UA
 */
export function createUA({ ws_url, sip_domain, extension, secret, display_name }) {
    const { JsSIP } = window;
    return new JsSIP.UA({
        sockets: [new JsSIP.WebSocketInterface(ws_url)],
        uri: `sip:${extension}@${sip_domain}`,
        authorization_user: extension,
        password: secret,
        display_name,
        register: true,
        register_expires: REGISTER_EXPIRES,
        session_timers: false,
        no_answer_timeout: 300,
        connection_recovery_min_interval: RECOVERY.min,
        connection_recovery_max_interval: RECOVERY.max,
    });
}
