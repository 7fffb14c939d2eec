import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { uuid } from "@web/core/utils/strings";

import { ClientKeys } from "./client_keys";
import { Desk } from "./desk";

export const DESK_ACTION = "tvshop_crm.desktop";
const DESK_MENU = "tvshop_crm.menu_desktop";

function tabStorage() {
    const name = `tvshop_desk.${user.userId}`;
    return {
        load: () => {
            try {
                return JSON.parse(browser.sessionStorage.getItem(name));
            } catch {
                return null;
            }
        },
        save: (text) => {
            try {
                browser.sessionStorage.setItem(name, text);
            } catch {
                // Without storage a reload loses the drafts; the desktop itself still works.
            }
        },
    };
}

export const deskService = {
    dependencies: ["orm", "action", "hotkey", "menu"],

    start(env, { orm, action, hotkey, menu }) {
        const show = () => {
            if (action.currentController?.action?.tag === DESK_ACTION) {
                return;
            }
            const entry = menu.getAll().find(({ xmlid }) => xmlid === DESK_MENU);
            if (entry) {
                menu.selectMenu(entry);
            } else {
                action.doAction(DESK_ACTION, { clearBreadcrumbs: true });
            }
        };
        hotkey.add("alt+shift+d", show, { global: true, bypassEditableProtection: true });
        return new Desk({
            orm,
            show,
            storage: tabStorage(),
            clientKeys: new ClientKeys({
                storage: browser.localStorage,
                name: `tvshop_desk.keys.${user.userId}`,
                makeKey: () => uuid() + uuid(),
                now: () => Date.now(),
            }),
        });
    },
};

registry.category("services").add("tvshop_desk", deskService);
