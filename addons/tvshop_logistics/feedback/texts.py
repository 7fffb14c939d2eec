"""The reasons for which files and rows are not taken, in the user's language."""

from odoo.addons.tvshop_crm.tables import texts


def refusal_text(env, code, value):
    """Why a file is refused."""
    if code == "column":
        return env._("The column “%s” is not in the file. Is it another carrier's?", value)
    if code == "cut":
        return env._("The last line has no end, which this carrier's files have: the file is cut.")
    return texts.refusal_text(env, code, value)


def problem_text(env, code, value):
    """Why a row can't be taken."""
    _ = env._
    return {
        "short": _("The row has %s cells only.", value),
        "formula": _("A formula stands where a value should be: %s", value),
        "no_waybill": _("The waybill number is missing."),
        "waybill": _("This is no waybill number: %s", value),
        "rounded_waybill": _("The spreadsheet has rounded the number: %s", value),
        "unknown": _("No parcel went out with this number: %s", value),
        "status": _("Unknown status: %s", value),
        "time": _("This is no date: %s", value),
        "future": _("The time has not come yet: %s", value),
        "amount": _("This is no amount: %s", value),
        "currency": _("The amount is in another currency: %s", value),
    }[code]


def contradiction_text(env, code, waybill):
    """What the feedback on a parcel contradicts."""
    _ = env._
    return {
        "after_delivered": _("%s: delivered, then refused, returned or lost", waybill),
        "after_returned": _("%s: returned, then delivered", waybill),
        "amounts": _("%s: different amounts are said to be collected", waybill),
        "due": _("%s: another amount was collected than was due", waybill),
        "spoilt": _("%s: feedback for a waybill that was spoilt", waybill),
        "not_shipped": _("%s: feedback for a parcel whose dispatch is not confirmed", waybill),
        "order": _("%s: delivered, but the order can't become Delivered", waybill),
    }[code]
