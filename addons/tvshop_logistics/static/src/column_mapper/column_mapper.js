import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { withRole, withWord } from "./mapping";

/** The first rows of a carrier's sample, with a drop-down above each column. */
export class ColumnMapper extends Component {
    static template = "tvshop_logistics.ColumnMapper";
    static props = { ...standardFieldProps };

    get sample() {
        return this.props.record.data.sample;
    }

    get mapping() {
        return this.props.record.data[this.props.name] || { roles: [], words: {} };
    }

    get hasHeader() {
        return this.props.record.data.has_header;
    }

    /** The carrier's words of the column that tells the status. */
    get words() {
        const place = this.mapping.roles.indexOf("status");
        return place < 0 ? [] : this.sample.columns[place].words;
    }

    get hasStatus() {
        return this.mapping.roles.includes("status");
    }

    setRole(place, role) {
        this.save(withRole(this.mapping, place, role));
    }

    setWord(word, status) {
        this.save(withWord(this.mapping, word, status));
    }

    save(mapping) {
        this.props.record.update({ [this.props.name]: mapping });
    }
}

export const columnMapper = {
    component: ColumnMapper,
    supportedTypes: ["json"],
};

registry.category("fields").add("tvshop_column_mapper", columnMapper);
