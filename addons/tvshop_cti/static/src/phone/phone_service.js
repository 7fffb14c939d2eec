import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { effect } from "@web/core/utils/reactive";
import { session } from "@web/session";
import { DESK_ACTION } from "@tvshop_crm/core/desk_service";

import { actionOf } from "../softphone/hotkeys";
import { createUA, loadJsSIP } from "../softphone/jssip_ua";
import { LINE } from "../softphone/phone_line";
import { Ringer } from "../softphone/ringer";
import { Attention } from "./attention";
import { CALLBACKS_EVERY } from "./callbacks";
import { Phone } from "./phone";
import { callerOf } from "./phone_view";
import { TabLeader } from "./tab_leader";

const HINT = "tvshop_cti.hint";
/** Hints come in twos and threes: how long they are gathered, in ms. */
const HINT_PAUSE = 150;
const POPPED = "tvshop_phone.popped";

async function unlessOffline(answer) {
    try {
        await answer;
    } catch (error) {
        // Asked again when the connection is back.
        if (!(error instanceof ConnectionLostError)) {
            throw error;
        }
    }
}

function watchTruth(phone, bus) {
    const refresh = () => unlessOffline(phone.refresh());
    let asking = null;
    const refreshSoon = () => {
        asking ||= browser.setTimeout(() => {
            asking = null;
            refresh();
        }, HINT_PAUSE);
    };
    const reconnect = () => unlessOffline(phone.reconnect());
    bus.addEventListener("BUS:CONNECT", reconnect);
    bus.addEventListener("BUS:RECONNECT", reconnect);
    bus.subscribe(HINT, (told, { id }) => {
        if (!(told.agent && phone.takeHint(told, id))) {
            refreshSoon();
        }
    });
    browser.addEventListener("online", () => {
        phone.softphone.hurry();
        refresh();
    });
    document.addEventListener("visibilitychange", () => !document.hidden && refresh());
    browser.setInterval(() => unlessOffline(phone.callbacks.poll()), CALLBACKS_EVERY);
    bus.start();
}

function watchRinging(phone, title) {
    const attention = new Attention(title);
    const ringer = new Ringer({
        onBlocked: (isBlocked) => (phone.state.isRingBlocked = isBlocked),
    });
    let wasRinging = false;
    effect(
        ({ line }) => {
            const isRinging = line?.status === LINE.RINGING && !line.purpose;
            if (isRinging !== wasRinging) {
                wasRinging = isRinging;
                const method = isRinging ? "start" : "stop";
                ringer[method]();
                attention[method](_t("Call from %s", callerOf(phone.state)));
            }
        },
        [phone.state.sip],
    );
    return ringer;
}

/** Browsers allow sound only once somebody has touched the page. */
function watchGestures(phone, ringer) {
    for (const type of ["pointerdown", "keydown"]) {
        browser.addEventListener(type, () => {
            ringer.unlock();
            phone.softphone.unlockAudio();
        });
    }
}

function watchHotkeys(phone) {
    const onKeydown = (event) => {
        const action = actionOf(phone.state.hotkeys, event);
        if (action) {
            event.preventDefault();
            event.stopPropagation();
            phone.act(action);
        }
    };
    browser.addEventListener("keydown", onKeydown, { capture: true });
}

function lastPopped() {
    return {
        load: () => Number(browser.sessionStorage.getItem(POPPED)),
        save: (id) => browser.sessionStorage.setItem(POPPED, id),
    };
}

async function startPhone(phone, { bus_service: bus, title }) {
    await phone.refresh();
    if (!phone.state.agent) {
        return;
    }
    await loadJsSIP();
    watchTruth(phone, bus);
    watchGestures(phone, watchRinging(phone, title));
    watchHotkeys(phone);
    phone.tabs.start();
}

export const phoneService = {
    dependencies: ["orm", "action", "bus_service", "title", "tvshop_desk"],

    start(env, services) {
        const { orm, action, tvshop_desk: desk } = services;
        const isDeskShown = () => action.currentController?.action?.tag === DESK_ACTION;
        const name = `tvshop_phone.${session.db}.${user.userId}`;
        const makeTabs = (callbacks) => new TabLeader({ name, ...callbacks });
        const popped = lastPopped();
        const phone = new Phone({ orm, desk, isDeskShown, createUA, popped, makeTabs });
        startPhone(phone, services);
        return phone;
    },
};

registry.category("services").add("tvshop_phone", phoneService);
