from odoo import models
from odoo.tools import format_amount

from ..credit.points import NONE, WARN
from ..grading.decide import TOTAL, next_step


class ResPartner(models.Model):
    """How good a customer the desktop says this is."""

    _inherit = "res.partner"

    def _desktop_basics(self):
        return {
            **super()._desktop_basics(),
            "contribution": self._desktop_contribution(),
            "credit": self._desktop_credit(),
        }

    def _desktop_flags(self):
        flags = super()._desktop_flags()
        # sudo: tvshop.credit.level – how far a customer is trusted concerns whoever serves him
        level = self.sudo().tvshop_credit_level_id
        if level.effect in (None, False, NONE):
            return flags
        label = self.env._("Credit: %s", level.name)
        colour = "warning" if level.effect == WARN else "danger"
        return [{"key": "credit", "label": label, "level": colour}, *flags]

    def _desktop_credit(self):
        """What the order form says and offers: `{effect, text}`; False for who is trusted."""
        # sudo: tvshop.credit.level – how far a customer is trusted concerns whoever serves him
        level = self.sudo().tvshop_credit_level_id
        if level.effect in (None, False, NONE):
            return False
        text = self.env._("%(level)s: %(what)s", level=level.name, what=level._says())
        return {"effect": level.effect, "text": text}

    def _desktop_contribution(self):
        """`{total, period, next}` as sentences for the pop; False for who brought in nothing."""
        # sudo: tvshop.grade.scheme – what the company promises for which grade
        scheme = self.env["tvshop.grade.scheme"].sudo()._in_force()
        if not self.contribution_total:
            return False
        shown = {
            "total": format_amount(
                self.env, self.contribution_total, self.contribution_currency_id
            ),
            "period": "",
            "next": "",
        }
        if not scheme:
            return shown
        amount = scheme._amounts(self).get(self.id, 0)
        if scheme.period != TOTAL:
            shown["period"] = scheme._period_text(amount)
        if (missing := next_step(scheme._values(), amount)) and not self.is_grade_fixed:
            shown["next"] = scheme._next_text(*missing)
        return shown
