import { Component, onMounted, onWillUnmount, xml } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** How often the figures on the screen are read again, in ms. */
const EVERY = 15000;

/** Keeps a form's figures up to date, while somebody looks and nothing is half-typed. */
export class LiveRecord extends Component {
    static template = xml``;
    static props = { ...standardWidgetProps, every: Number };

    setup() {
        onMounted(
            () => (this.timer = browser.setInterval(() => this.readAgain(), this.props.every)),
        );
        onWillUnmount(() => browser.clearInterval(this.timer));
    }

    async readAgain() {
        const { record } = this.props;
        if (!document.hidden && record.resId && !(await record.isDirty())) {
            await record.load();
        }
    }
}

registry.category("view_widgets").add("tvshop_live_record", {
    component: LiveRecord,
    extractProps: ({ attrs }) => ({ every: Number(attrs.every || EVERY) }),
});
