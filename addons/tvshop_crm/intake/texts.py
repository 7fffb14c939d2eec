"""The reasons for which files and rows of orders are not taken, in the user's language."""

from ..tables import texts


def refusal_text(env, code, value):
    """Why a file is refused."""
    if code == "column":
        return env._("There is no column “%s”. The first row of the file has the titles.", value)
    if code == "too_many_orders":
        return env._("The file has more than %s rows of orders. Split it.", value)
    return texts.refusal_text(env, code, value)


def problem_text(env, code, value):
    """Why a row can't be taken. `said` is a reason in words already."""
    if code == "said":
        return value
    _ = env._
    return {
        "formula": _("A formula stands where a value should be: %s", value),
        "no_ref": _("The order number is missing."),
        "rounded": _("The spreadsheet has rounded the order number: %s", value),
        "no_name": _("The customer's name is missing."),
        "no_phone": _("The phone number is missing."),
        "phone_letters": _("This is no phone number: it has letters or signs in it."),
        "phone_short": _("This is no phone number: it has too few digits."),
        "phone_long": _("This is no phone number: it has too many digits."),
        "phone_invalid": _("This is no phone number: no such number is given out."),
        "no_product": _("The product code is missing."),
        "product": _("There is no product for sale with the code %s.", value),
        "products": _("Several products have the code %s.", value),
        "product_twice": _("The product %s stands twice in this order. Use one row.", value),
        "qty": _("This is no quantity: %s", value),
        "amount": _("This is no price: %s", value),
        "payment": _("Unknown way of payment: %s", value),
        "source": _("No hotline, channel or spot is called %s.", value),
        "no_address": _("The address is missing, and the customer is new."),
        "customers": _("Several customers have this number, and none of them this name."),
        "differs": _("The rows of order %s differ in customer, address or payment.", value),
        "other_row": _("Another row of this order can't be taken."),
    }[code]
