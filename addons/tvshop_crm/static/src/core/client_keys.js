const LIFETIME = 12 * 3600 * 1000;

/**
 * The key under which an order is made once only. It is shared by all tabs of the browser, so that
 * the same order sent from two tabs is recognised by the server as one.
 */
export class ClientKeys {
    /**
     * @param {Object} options
     * @param {Storage} options.storage shared by tabs
     * @param {string} options.name the storage's item
     * @param {() => string} options.makeKey
     * @param {() => number} options.now milliseconds
     */
    constructor({ storage, name, makeKey, now }) {
        this.storage = storage;
        this.name = name;
        this.makeKey = makeKey;
        this.now = now;
    }

    /** The key of the order being typed for this draft, a new one if there is none. */
    current(draftKey) {
        return this.read()[draftKey]?.key || this.adopt(draftKey, this.makeKey());
    }

    adopt(draftKey, key) {
        this.write({ ...this.read(), [draftKey]: { key, at: this.now() } });
        return key;
    }

    /** The key that follows a used one; another tab may have moved on already. */
    next(draftKey, usedKey) {
        const key = this.current(draftKey);
        return key === usedKey ? this.adopt(draftKey, this.makeKey()) : key;
    }

    read() {
        let entries = {};
        try {
            entries = JSON.parse(this.storage.getItem(this.name)) || {};
        } catch {
            return {};
        }
        const oldest = this.now() - LIFETIME;
        return Object.fromEntries(Object.entries(entries).filter(([, { at }]) => at > oldest));
    }

    write(entries) {
        try {
            this.storage.setItem(this.name, JSON.stringify(entries));
        } catch {
            // A full or forbidden storage costs only the protection across tabs.
        }
    }
}
