import { Component, onWillUnmount, useEffect } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const EVERY = 2000;

/** A bar that moves by itself while the server is at work; 0 to 100. */
export class ProgressField extends Component {
    static template = "tvshop_crm.ProgressField";
    static props = { ...standardFieldProps };

    setup() {
        this.timer = null;
        useEffect(
            () => this.wait(),
            () => [this.percent, this.props.record.data.state],
        );
        onWillUnmount(() => clearTimeout(this.timer));
    }

    get percent() {
        return Math.round(this.props.record.data[this.props.name]);
    }

    wait() {
        clearTimeout(this.timer);
        if (this.props.record.data.state === "running") {
            this.timer = setTimeout(() => this.look(), EVERY);
        }
    }

    async look() {
        await this.props.record.load();
        this.wait();
    }
}

registry.category("fields").add("tvshop_progress", {
    component: ProgressField,
    supportedTypes: ["float"],
    fieldDependencies: [{ name: "state", type: "selection" }],
});
