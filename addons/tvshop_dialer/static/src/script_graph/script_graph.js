import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { layoutScript } from "./script_layout";

const STEP = "tvshop.script.step";

/** The steps of a script's version and where their answers lead; a click opens a step. */
export class ScriptGraph extends Component {
    static template = "tvshop_dialer.ScriptGraph";
    static props = standardWidgetProps;

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.state = useState({ layout: layoutScript([]) });
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps(({ record }) => this.load(record));
    }

    get isDraft() {
        return this.props.record.data.state === "draft";
    }

    async load({ resId, resModel }) {
        const steps = resId ? await this.orm.call(resModel, "get_graph", [resId]) : [];
        this.state.layout = layoutScript(steps);
    }

    async open(step) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        this.dialog.add(FormViewDialog, {
            resModel: STEP,
            resId: step?.id || false,
            title: step?.name || _t("New Step"),
            context: { default_version_id: record.resId },
            readonly: !this.isDraft,
            onRecordSaved: () => record.load(),
        });
    }
}

registry.category("view_widgets").add("tvshop_script_graph", { component: ScriptGraph });
