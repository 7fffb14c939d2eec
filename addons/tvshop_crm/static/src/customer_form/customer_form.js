import { Component, onMounted, onPatched, onWillStart, useRef, useState } from "@odoo/owl";
import { getActiveHotkey } from "@web/core/hotkeys/hotkey_service";
import { serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { customerFieldRegistry, editsToVals } from "../core/customer_edits";
import { errorText } from "../core/desk";
import { DivisionField } from "../division_field/division_field";

/** The customer's data, new or edited in place. Enter saves from every field. */
export class CustomerForm extends Component {
    static template = "tvshop_crm.CustomerForm";
    static components = { DivisionField };
    static props = {
        profile: { type: [Object, { value: null }], optional: true },
        origin: { type: [Object, { value: null }], optional: true },
        draft: Object,
        onDone: { type: Function, optional: true },
    };

    setup() {
        this.desk = useService("tvshop_desk");
        this.root = useRef("root");
        this.desk.startEdits(this.props.draft);
        this.edits = useState(this.props.draft.edits);
        this.edits.changes ||= {};
        this.state = useState({ options: {}, error: "", duplicates: [], isSaving: false });
        onWillStart(() => this.loadOptions());
        this.toFocus = "";
        this.added = customerFieldRegistry.getEntries().map(([name, one]) => ({ name, ...one }));
        this.today = serializeDate(luxon.DateTime.local());
        onMounted(() => this.root.el.querySelector("input[name='name']").select());
        onPatched(() => this.moveFocus());
    }

    async loadOptions() {
        try {
            this.state.options = await this.desk.options.customer();
        } catch (error) {
            this.state.error = errorText(error);
        }
        if (!this.props.profile && !this.edits.contacts.length && !this.callerNumber) {
            this.addContact();
        }
    }

    get callerNumber() {
        return this.props.origin?.number_masked || "";
    }

    get kinds() {
        return this.state.options.kind || [];
    }

    get isNew() {
        return !this.props.profile;
    }

    addContact() {
        const isFirst = this.isNew && !this.callerNumber && !this.edits.contacts.length;
        this.edits.contacts.push({ kind: "mobile", value: "", is_main: isFirst });
    }

    enterContact() {
        this.addContact();
        this.toFocus = ".o_tvshop_new_contact:nth-last-child(2) input";
    }

    removeContact(contact) {
        this.edits.contacts = this.edits.contacts.filter((other) => other !== contact);
        this.toFocus = "button[name=add_contact]";
    }

    /** A new number in place of this one; the old one is never shown in full. */
    replaceContact(contact) {
        this.edits.changes[contact.id] = { kind: contact.kind, value: "" };
        this.focusOn(contact, "new_value");
    }

    dropContact(contact) {
        this.edits.changes[contact.id] = { remove: true };
        this.focusOn(contact, "keep_contact");
    }

    keepContact(contact) {
        delete this.edits.changes[contact.id];
        this.focusOn(contact, "replace_contact");
    }

    focusOn(contact, name) {
        this.toFocus = `[data-contact="${contact.id}"] [name=${name}]`;
    }

    /** The button that was pressed is gone: the keyboard goes on from what took its place. */
    moveFocus() {
        if (this.toFocus) {
            this.root.el.querySelector(this.toFocus)?.focus();
            this.toFocus = "";
        }
    }

    onKeydown(ev) {
        const hotkey = getActiveHotkey(ev);
        const isButton = ev.target.closest("button");
        if (hotkey === "enter" && !isButton && ev.target.tagName !== "TEXTAREA") {
            this.save();
        } else if (hotkey === "escape") {
            this.cancel();
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    cancel() {
        if (this.state.duplicates.length) {
            this.state.duplicates = [];
        } else {
            this.props.onDone?.();
        }
    }

    async save(allowDuplicate = false) {
        if (this.state.isSaving) {
            return;
        }
        if (!this.edits.name.trim()) {
            this.state.error = _t("What is the customer's name?");
            this.root.el.querySelector("input[name='name']").focus();
            return;
        }
        Object.assign(this.state, { isSaving: true, error: "" });
        try {
            this.state.duplicates = await this.desk.saveCustomer(this.vals(allowDuplicate));
            if (!this.state.duplicates.length) {
                this.props.onDone?.();
            }
        } catch (error) {
            this.state.error = errorText(error);
        } finally {
            this.state.isSaving = false;
        }
    }

    vals(allowDuplicate) {
        const origin = this.isNew && (this.props.origin || {});
        const vals = editsToVals(this.edits, this.props.draft.editsBefore, origin);
        return allowDuplicate ? { ...vals, allow_duplicate: true } : vals;
    }

    /** The number's owner is the one on the phone after all. */
    openDuplicate(row) {
        const { draft, origin } = this.props;
        this.desk.stopEdits(draft);
        this.desk.openCustomer(row.id, origin || draft.origin);
    }
}
