import { Component, onMounted, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { _t } from "@web/core/l10n/translation";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { KINDS, WaybillPanel } from "../waybill_panel/waybill_panel";
import { WaybillSheet } from "../waybill_sheet/waybill_sheet";
import { Ink } from "./ink";
import { Sheet } from "./sheet";

const MODEL = "tvshop.waybill.form";
const FONT = "tvshop-waybill";
const ZOOMS = [1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 8, 10]; // px per mm
const PX_PER_MM = 96 / 25.4;
const MARGIN = 70; // px for rulers and scroll bars

/** A carrier's form on screen, as it will be printed; its fields are placed by hand. */
export class WaybillEditor extends Component {
    static template = "tvshop_logistics.WaybillEditor";
    static components = { Layout, RecordSelector, WaybillPanel, WaybillSheet };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.kinds = KINDS;
        this.sampleLabel = _t("Sample data");
        this.desk = useRef("desk");
        this.formId = this.props.action.context.active_id;
        this.view = useState({ scale: 4, pickingId: false, isSaving: false });
        this.model = useState({ sheet: null, ink: null });
        this.label = this.label.bind(this);
        this.refresh = this.refresh.bind(this);
        onWillStart(() => this.load());
        onMounted(() => this.fitPage());
        onWillUnmount(() => this.ink?.stop());
        useSetupAction({
            beforeLeave: () => this.askToLeave(),
            beforeUnload: (ev) => this.isDirty && ev.preventDefault(),
        });
        this.bindKeys();
    }

    bindKeys() {
        const options = { allowRepeat: true };
        useHotkey("control+s", () => this.save(), { bypassEditableProtection: true });
        useHotkey("control+z", () => this.change("undo"), options);
        useHotkey("control+y", () => this.change("redo"), options);
        useHotkey("control+shift+z", () => this.change("redo"), options);
    }

    get sheet() {
        return this.model.sheet;
    }

    get ink() {
        return this.model.ink;
    }

    get isDirty() {
        return Boolean(this.sheet?.history.isDirty);
    }

    // What the server knows

    async load() {
        const [form] = await Promise.all([this.call("editor_load"), loadFont()]);
        this.form = form;
        this.version = form.version;
        this.labels = new Map(form.keys);
        this.model.sheet = new Sheet(form);
        this.model.ink = new Ink((marks) => this.layout(marks));
        this.env.config.setDisplayName(_t("Place the Fields"));
        await this.ink.refresh(this.sheet.marks);
    }

    call(method, ...args) {
        return this.orm.call(MODEL, method, [[this.formId], ...args]);
    }

    layout(marks) {
        return this.call("editor_layout", marks, this.view.pickingId);
    }

    get background() {
        const version = encodeURIComponent(this.form.version);
        return this.form.has_background
            ? `/web/image/${MODEL}/${this.formId}/background?unique=${version}`
            : undefined;
    }

    async choosePicking(pickingId) {
        const before = this.view.pickingId;
        this.view.pickingId = pickingId;
        try {
            await this.ink.changeSource(this.sheet.marks);
        } catch (error) {
            this.view.pickingId = before;
            throw error;
        }
    }

    // What is done

    change(method, ...args) {
        this.sheet[method](...args);
        this.refresh();
    }

    refresh() {
        this.ink.refreshSoon(() => this.sheet.marks);
    }

    add(kind) {
        this.change("add", kind, this.seenPart());
    }

    /** The part of the paper that is not scrolled away, in mm. */
    seenPart() {
        const seen = this.desk.el.getBoundingClientRect();
        const paper = this.desk.el.querySelector(".o_tvshop_paper").getBoundingClientRect();
        const left = Math.max(seen.left, paper.left);
        const top = Math.max(seen.top, paper.top);
        return {
            x: (left - paper.left) / this.view.scale,
            y: (top - paper.top) / this.view.scale,
            width: (Math.min(seen.right, paper.right) - left) / this.view.scale,
            height: (Math.min(seen.bottom, paper.bottom) - top) / this.view.scale,
        };
    }

    async save() {
        // A number being typed counts.
        document.activeElement?.blur?.();
        if (!this.isDirty || this.view.isSaving) {
            return;
        }
        this.view.isSaving = true;
        const marks = this.sheet.marks;
        try {
            this.version = await this.call("editor_save", marks, this.version);
            this.sheet.history.markSaved(marks);
            this.notification.add(_t("Saved"), { type: "success" });
        } finally {
            this.view.isSaving = false;
        }
    }

    async testPrint() {
        await this.save();
        this.action.doAction(await this.call("action_test_print"));
    }

    /** Whether the editor may be left. */
    askToLeave() {
        if (!this.isDirty) {
            return true;
        }
        return new Promise((resolve, reject) => {
            this.dialog.add(ConfirmationDialog, {
                title: _t("Unsaved changes"),
                body: _t("Save the changed form before you leave?"),
                confirmLabel: _t("Save"),
                confirm: () => this.save().then(() => resolve(true), reject),
                cancelLabel: _t("Discard"),
                cancel: () => {
                    // Leaving asks more than once.
                    this.sheet.history.markSaved(this.sheet.marks);
                    resolve(true);
                },
                dismiss: () => resolve(false),
            });
        });
    }

    // What is shown

    label(mark) {
        return this.labels.get(mark.key) || mark.text || _t("Empty text");
    }

    get misfits() {
        return this.sheet.marks.filter((mark) => this.ink.of(mark)?.fits === false);
    }

    zoom(step) {
        const scale = this.view.scale;
        const further = step > 0 ? ZOOMS.filter((z) => z > scale) : ZOOMS.filter((z) => z < scale);
        this.view.scale = (step > 0 ? further[0] : further.at(-1)) || scale;
    }

    fitPage() {
        const { width, height } = this.form;
        const { clientWidth, clientHeight } = this.desk.el;
        const scale = Math.min((clientWidth - MARGIN) / width, (clientHeight - MARGIN) / height);
        this.view.scale = Math.min(Math.max(scale, ZOOMS[0]), ZOOMS.at(-1));
    }

    get percent() {
        return Math.round((this.view.scale / PX_PER_MM) * 100);
    }
}

/** The printed font, for what the editor draws. */
async function loadFont() {
    if (![...document.fonts].some((font) => font.family === FONT)) {
        document.fonts.add(await new FontFace(FONT, "url(/tvshop/waybill/font)").load());
    }
}

registry.category("actions").add("tvshop_waybill_editor", WaybillEditor);
