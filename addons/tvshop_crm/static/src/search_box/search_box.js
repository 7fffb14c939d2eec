import { Component } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

import { Completer } from "../completer/completer";
import { halfWidth } from "../core/order_draft";

const NEW = "new";

/** Finds customers; the last row is always "somebody new". */
export class SearchBox extends Component {
    static template = "tvshop_crm.SearchBox";
    static components = { Completer };
    static props = { inputRef: { type: Function, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.desk = useService("tvshop_desk");
        this.search = async (term) => {
            const rows = await this.orm.silent.call("res.partner", "desktop_search", [term.trim()]);
            return [...rows, { id: NEW, name: term.trim() }];
        };
    }

    onPick(row) {
        if (row.id === NEW) {
            this.openNew(row.name);
        } else {
            this.desk.openCustomer(row.id, this.desk.originToIdentify);
        }
    }

    /** What was searched for in vain is a number or a name: neither is typed twice. */
    openNew(text) {
        this.desk.openNew(this.desk.originToIdentify);
        const { draft } = this.desk.state;
        this.desk.startEdits(draft);
        if (/^[+\d\s-]{5,}$/.test(halfWidth(text))) {
            draft.edits.contacts = [{ kind: "mobile", value: text, is_main: true }];
        } else {
            draft.edits.name = text;
        }
    }
}
