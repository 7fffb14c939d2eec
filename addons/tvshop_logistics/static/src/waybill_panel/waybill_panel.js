import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

export const KINDS = [
    ["text", _t("Text")],
    ["barcode", _t("Barcode (Code 128)")],
    ["qr", _t("QR code")],
];

const KEYS = [
    [["Tab"], _t("next field")],
    [["Shift", _t("click")], _t("choose several")],
    [["←", "↑", "→", "↓"], _t("move by 0.5 mm, with Shift by 5 mm")],
    [["Alt"], _t("drag without snapping")],
    [["Ctrl", "Z"], _t("undo")],
    [["Ctrl", "Y"], _t("do again")],
    [["Ctrl", "A"], _t("choose all")],
    [["Ctrl", "D"], _t("duplicate")],
    [["Del"], _t("delete")],
    [["Ctrl", "S"], _t("save")],
];

/** What the chosen field is and prints; several are aligned. */
export class WaybillPanel extends Component {
    static template = "tvshop_logistics.WaybillPanel";
    static props = {
        sheet: Object,
        keys: Array,
        misfits: Array,
        label: Function,
        onChange: Function,
    };

    setup() {
        this.kinds = KINDS;
        this.keys = KEYS;
        this.box = [
            ["x", _t("Left")],
            ["y", _t("Top")],
            ["width", _t("Width")],
            ["height", _t("Height")],
        ];
        this.alignments = [
            ["left", "fa-align-left", _t("Left")],
            ["center", "fa-align-center", _t("Centre")],
            ["right", "fa-align-right", _t("Right")],
        ];
        this.sides = [
            ["left", _t("Left edges")],
            ["right", _t("Right edges")],
            ["top", _t("Top edges")],
            ["bottom", _t("Bottom edges")],
        ];
        this.axes = [
            ["x", _t("Spread across")],
            ["y", _t("Spread down")],
        ];
    }

    get chosen() {
        return this.props.sheet.selected;
    }

    get mark() {
        return this.chosen.length === 1 ? this.chosen[0] : null;
    }

    get countLabel() {
        return _t("%s fields", this.chosen.length);
    }

    change(method, ...args) {
        this.props.sheet[method](...args);
        this.props.onChange();
    }

    update(values) {
        this.change("update", values);
    }

    updateNumber(name, ev) {
        const value = ev.target.valueAsNumber;
        if (Number.isFinite(value)) {
            this.update({ [name]: value });
        }
        // What was not taken as it was written.
        ev.target.value = this.mark[name];
    }
}
