import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

import { formatDuration } from "../phone/clock";

/** How call-backs stand: who waits, who is late, and how long it took today. */
export class CallbackFigures extends Component {
    static template = "tvshop_cti.CallbackFigures";
    static props = { list: Object };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ figures: {} });
        onWillStart(() => this.load());
        onWillUpdateProps(() => this.load());
    }

    async load() {
        this.state.figures = await this.orm.call("tvshop.callback", "list_figures");
    }

    get cards() {
        const { waiting, late, dialled, median_seconds: median } = this.state.figures;
        return [
            { filter: "unfinished", label: _t("Waiting or given out"), value: waiting },
            { filter: "late", label: _t("Late"), value: late, isAlert: late > 0 },
            { filter: "dialled_today", label: _t("Called back today"), value: dialled },
            {
                filter: "dialled_today",
                label: _t("Half of them within (min)"),
                value: dialled ? formatDuration(median) : "–",
            },
        ];
    }

    /** Shows what a figure counts, and nothing else. */
    show(filter) {
        const { searchModel } = this.env;
        searchModel.query = [];
        const [item] = searchModel.getSearchItems(({ name }) => name === filter);
        searchModel.toggleSearchItem(item.id);
    }
}

export class CallbackListRenderer extends ListRenderer {
    static template = "tvshop_cti.CallbackListRenderer";
    static components = { ...ListRenderer.components, CallbackFigures };
}

registry
    .category("views")
    .add("tvshop_callback_list", { ...listView, Renderer: CallbackListRenderer });
