import { _t } from "@web/core/l10n/translation";

/** The desktop's keys, as the help shows them. None is taken by Odoo or by common browsers. */
export const DESK_KEYS = [
    { keys: "Alt K", label: _t("Find a customer") },
    { keys: "Alt P", label: _t("Find a product (*3 after it: three of them)") },
    { keys: "+  −  ↑", label: _t("In the empty product field: quantity, lines") },
    { keys: "Enter", label: _t("In the empty product field: on to delivery, address, payment") },
    { keys: "Alt L", label: _t("Delivery method (then 1, 2, 3…)") },
    { keys: "Alt A", label: _t("Delivery address") },
    { keys: "Alt Y", label: _t("Payment (then 1, 2, 3…)") },
    { keys: "Alt I U G", label: _t("Invoice, urgent, gift") },
    { keys: "Alt N", label: _t("Note") },
    { keys: "Ctrl Enter", label: _t("Confirm the order") },
    { keys: "Alt C", label: _t("Edit the customer") },
    { keys: "Alt R", label: _t("Next panel") },
    { keys: "Alt Shift D", label: _t("The desktop, from any page") },
];
