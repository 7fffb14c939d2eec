import { onWillUnmount, useState } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";

/** @returns {{value: number}} epoch in ms, renewed every second */
export function useNow() {
    const now = useState({ value: Date.now() });
    const timer = browser.setInterval(() => (now.value = Date.now()), 1000);
    onWillUnmount(() => browser.clearInterval(timer));
    return now;
}
