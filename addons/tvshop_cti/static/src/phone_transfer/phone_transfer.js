import { Component, onWillStart, useState } from "@odoo/owl";

import { KeepLast } from "@web/core/utils/concurrency";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";

import { AGENT_LABELS } from "../phone/phone_texts";

const SEARCH_DELAY = 200;

/** Whom to bring in: asking first (Enter), sending on (Shift+Enter), all three (Ctrl+Enter). */
export class PhoneTransfer extends Component {
    static template = "tvshop_cti.PhoneTransfer";
    static props = { close: Function };

    setup() {
        this.phone = useService("tvshop_phone");
        this.ui = useState({ term: "", targets: [], index: 0 });
        this.labels = AGENT_LABELS;
        this.keepLast = new KeepLast();
        this.searchLater = useDebounced(() => this.search(), SEARCH_DELAY);
        useAutofocus({ refName: "term" });
        onWillStart(() => this.search());
    }

    async search() {
        this.ui.targets = await this.keepLast.add(this.phone.findTargets(this.ui.term));
        this.ui.index = 0;
    }

    onKeydown(event) {
        // Enter takes what an input method proposes, before it may transfer anybody.
        if (event.isComposing) {
            return;
        }
        const last = this.ui.targets.length - 1;
        const moves = { ArrowDown: 1, ArrowUp: -1 };
        if (event.key in moves) {
            this.ui.index = Math.min(last, Math.max(0, this.ui.index + moves[event.key]));
        } else if (event.key === "Enter" && last >= 0) {
            this.choose(this.ui.targets[this.ui.index], this.methodOf(event));
        } else if (event.key === "Escape") {
            this.props.close();
        } else {
            return;
        }
        event.preventDefault();
        event.stopPropagation();
    }

    methodOf({ shiftKey, ctrlKey }) {
        if (ctrlKey) {
            return "join";
        }
        return shiftKey ? "send" : "ask";
    }

    choose({ extension }, method) {
        const methods = {
            ask: () => this.phone.softphone.startConsult(extension),
            send: () => this.phone.softphone.blindTransfer(extension),
            join: () => this.phone.startConference(extension),
        };
        methods[method]();
        this.props.close();
    }
}
