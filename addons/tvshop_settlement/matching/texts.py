"""The reasons for which a remittance file is not taken, in the user's language."""

from odoo.addons.tvshop_logistics.feedback import texts


def refusal_text(env, code, value):
    """Why a file is refused."""
    if code == "total":
        return env._("The rows don't add up to the file's own total: %s. Rows are missing.", value)
    return texts.refusal_text(env, code, value)
