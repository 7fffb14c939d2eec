import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

import { ContactList } from "../contact_list/contact_list";
import { shortDate } from "../core/format";
import { CustomerForm } from "../customer_form/customer_form";

const SHOWN_TODOS = 3;

export class CustomerCard extends Component {
    static template = "tvshop_crm.CustomerCard";
    static components = { ContactList, CustomerForm };
    static props = { profile: Object, draft: Object };

    setup() {
        this.desk = useService("tvshop_desk");
        this.shortDate = shortDate;
        this.state = useState({ options: {} });
        // not waited for: the name is wanted first
        this.loadOptions();
    }

    async loadOptions() {
        try {
            this.state.options = await this.desk.options.customer();
        } catch {
            // The card then shows the bare values; editing asks again.
        }
    }

    label(field) {
        const value = this.props.profile[field];
        const options = this.state.options[field] || [];
        return options.find((option) => option.value === value)?.label || value || "";
    }

    get preference() {
        const { preferred_time: time } = this.props.profile;
        return [this.label("preferred_channel"), time].filter(Boolean).join(" · ");
    }

    get isEditing() {
        return Boolean(this.props.draft.edits);
    }

    get address() {
        return this.props.profile.address?.text || "";
    }

    get urgentTodos() {
        return this.props.profile.todos
            .filter(({ state }) => state !== "planned")
            .slice(0, SHOWN_TODOS);
    }

    get gradeClass() {
        return `o_tvshop_grade o_tvshop_color_${this.props.profile.grade?.color || 0}`;
    }

    edit() {
        this.desk.startEdits(this.props.draft);
    }

    stopEditing() {
        this.desk.stopEdits(this.props.draft);
        this.desk.bus.trigger("FOCUS_ORDER");
    }
}
