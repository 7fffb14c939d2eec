import { browser } from "@web/core/browser/browser";

const FLASH_PERIOD = 1000;
const TITLE_PART = "tvshop_phone";

/** Tells of a ringing call by what works without sound: the page's title and the desktop. */
export class Attention {
    /** @param {Object} title Odoo's title service */
    constructor(title) {
        this.title = title;
        this.timer = null;
        this.notification = null;
    }

    /** May be called at any click: the browser asks the user once. */
    static async askPermission() {
        const { Notification } = browser;
        if (Notification?.permission === "default") {
            await Notification.requestPermission();
        }
    }

    start(text) {
        this.stop();
        let isShown = false;
        const flash = () => {
            isShown = !isShown;
            this.title.setParts({ [TITLE_PART]: isShown ? `☎ ${text}` : null });
        };
        flash();
        this.timer = browser.setInterval(flash, FLASH_PERIOD);
        if (document.hidden) {
            this.notify(text);
        }
    }

    notify(text) {
        const { Notification } = browser;
        if (!this.notification && Notification?.permission === "granted") {
            this.notification = new Notification(text, { tag: TITLE_PART, silent: false });
            this.notification.onclick = () => {
                window.focus();
                this.closeNotification();
            };
        }
    }

    stop() {
        browser.clearInterval(this.timer);
        this.timer = null;
        this.title.setParts({ [TITLE_PART]: null });
        this.closeNotification();
    }

    closeNotification() {
        this.notification?.close();
        this.notification = null;
    }
}
