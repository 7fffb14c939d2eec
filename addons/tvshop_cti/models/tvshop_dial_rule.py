from odoo import api, fields, models

ALLOW, REFUSE = "allow", "refuse"


class TvshopDialRule(models.Model):
    """Which numbers agents reach: the longest prefix decides, and what none matches is refused."""

    _name = "tvshop.dial.rule"
    _description = "Dial-Out Rule"
    _inherit = ["tvshop.bridge.mixin"]
    _order = "prefix"
    _rec_name = "prefix"
    _pbx_fields = frozenset({"prefix", "policy", "active"})

    prefix = fields.Char(required=True, help="The number's first digits, as dialled at home.")
    policy = fields.Selection(
        [(ALLOW, "Allowed"), (REFUSE, "Refused")], required=True, default=ALLOW
    )
    note = fields.Char("What It Is", translate=True)
    active = fields.Boolean(default=True)

    _prefix_uniq = models.Constraint("UNIQUE (prefix)", "There is a rule for this prefix already.")
    _prefix_valid = models.Constraint(
        "CHECK (prefix ~ '^[0-9]{1,15}$')", "A prefix has 1 to 15 digits and nothing else."
    )

    @api.model
    def _is_allowed(self, number):
        """Whether agents may reach `number`, digits as dialled at home; in one query."""
        prefixes = [number[:length] for length in range(1, len(number) + 1)]
        # sudo: tvshop.dial.rule – it binds those too who may not read it
        rules = self.sudo().search([("prefix", "in", prefixes)])
        return bool(rules) and max(rules, key=lambda rule: len(rule.prefix)).policy == ALLOW
