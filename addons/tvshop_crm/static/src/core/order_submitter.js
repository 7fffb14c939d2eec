import { ConnectionLostError } from "@web/core/network/rpc";

const RETRY_AFTER = [800, 2000, 4000];

/**
 * Sends an order. A lost connection is tried again under the same client key, which the server
 * turns into one order; a second request while one is under way is refused.
 */
export class OrderSubmitter {
    isSending = false;

    /**
     * @param {(payload: Object) => Promise<Object>} create
     * @param {(ms: number) => Promise<void>} wait
     */
    constructor(create, wait) {
        this.create = create;
        this.wait = wait;
    }

    /**
     * @returns {Promise<null|{kind: "done"|"price_changed"|"out_of_stock"|"deposit"|"offline"|"refused"}>}
     *  null when another request is under way
     */
    async submit(payload) {
        if (this.isSending) {
            return null;
        }
        this.isSending = true;
        try {
            return this.answer(await this.createWithRetry(payload));
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                return { kind: "offline" };
            }
            return { kind: "refused", message: error.data?.message || error.message };
        } finally {
            this.isSending = false;
        }
    }

    async createWithRetry(payload) {
        for (const delay of RETRY_AFTER) {
            try {
                return await this.create(payload);
            } catch (error) {
                if (!(error instanceof ConnectionLostError)) {
                    throw error;
                }
                await this.wait(delay);
            }
        }
        return this.create(payload);
    }

    answer(result) {
        if (result.price_changed) {
            return { kind: "price_changed", changes: result.price_changed };
        }
        if (result.out_of_stock) {
            return { kind: "out_of_stock", items: result.out_of_stock };
        }
        if (result.deposit) {
            return { kind: "deposit", deposit: result.deposit };
        }
        return { kind: "done", order: result };
    }
}
