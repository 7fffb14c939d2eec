import { addedFields } from "./customer_edits";

const ORDER_OPTIONS_LIFETIME = 5 * 60 * 1000;
const CUSTOMER_FIELDS = ["lifecycle_stage", "preferred_channel"];

/** What the desktop's choices offer: spots change all day, the rest is read once per page. */
export class DeskOptions {
    constructor(orm) {
        this.orm = orm;
    }

    order() {
        if (Date.now() - this.orderReadAt > ORDER_OPTIONS_LIFETIME) {
            this.orderOptions = null;
        }
        if (!this.orderOptions) {
            this.orderReadAt = Date.now();
        }
        this.orderOptions ||= this.keep("orderOptions", () =>
            this.orm.call("sale.order", "desktop_options", []),
        );
        return this.orderOptions;
    }

    customer() {
        this.customerOptions ||= this.keep("customerOptions", async () => {
            const [fields, methods] = await Promise.all([
                this.selections("res.partner", [...CUSTOMER_FIELDS, ...addedFields()]),
                this.selections("tvshop.contact.method", ["kind"]),
            ]);
            return { ...fields, ...methods };
        });
        return this.customerOptions;
    }

    /** Reads before a customer is on the line; what fails is read again when it is needed. */
    prefetch() {
        return Promise.allSettled([this.order(), this.customer()]);
    }

    async selections(model, names) {
        const fields = await this.orm.call(model, "fields_get", [names, ["selection"]]);
        return Object.fromEntries(
            names.map((name) => [
                name,
                (fields[name]?.selection || []).map(([value, label]) => ({ value, label })),
            ]),
        );
    }

    /** A failed reading is tried again next time. */
    async keep(slot, read) {
        try {
            return await read();
        } catch (error) {
            this[slot] = null;
            throw error;
        }
    }
}
