import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useRegistry } from "@web/core/registry_hook";

export const contactActionRegistry = registry.category("tvshop_desk_contact_actions");

const ICONS = {
    mobile: "fa-mobile",
    landline: "fa-phone",
    fax: "fa-fax",
    email: "fa-envelope-o",
    messenger: "fa-comment-o",
};

/** The customer's numbers, masked; other add-ons put their buttons beside each. */
export class ContactList extends Component {
    static template = "tvshop_crm.ContactList";
    static props = { profile: Object };

    setup() {
        this.actions = useRegistry(contactActionRegistry);
    }

    icon(contact) {
        return ICONS[contact.kind] || "fa-at";
    }
}
