from odoo import api, fields, models
from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG
from odoo.exceptions import UserError

from ..sorting import decide


class TvshopCarrierChoice(models.Model):
    """Who carries an order and why; the last one counts."""

    _name = "tvshop.carrier.choice"
    _description = "Choice of a Carrier"
    _order = "id DESC"
    _rec_name = "carrier_id"
    _log_access = False

    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade")
    carrier_id = fields.Many2one("delivery.carrier", ondelete="restrict", help="Empty: nobody.")
    rule_id = fields.Many2one("tvshop.sorting.rule", ondelete="set null")
    basis = fields.Selection(
        [
            (decide.FIXED, "The rule names it"),
            (decide.CHEAPEST, "Cheapest by contract"),
            (decide.BEST, "Best success"),
            (decide.METHOD, "The customer's delivery method"),
            (decide.DEFAULT, "No rule: cheapest by contract"),
            (decide.NOBODY, "No carrier can"),
            ("hand", "Changed by hand"),
        ],
        required=True,
    )
    reason = fields.Char(help="Why it was changed by hand.")
    facts = fields.Json(help="The carriers that could and those that couldn't, with numbers.")
    user_id = fields.Many2one("res.users", required=True, ondelete="restrict")
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    why = fields.Text(compute="_compute_why")

    def write(self, vals):
        raise UserError(self.env._("The record of carriers can't be altered."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.context.get(MODULE_UNINSTALL_FLAG):
            raise UserError(self.env._("The record of carriers can't be altered."))

    @api.depends("basis", "rule_id", "reason", "facts")
    @api.depends_context("lang")
    def _compute_why(self):
        carriers = self._facts_carriers()
        for choice in self:
            choice.why = "\n".join(choice._why_lines(carriers))

    def _facts_carriers(self):
        rows = [
            row
            for choice in self
            for kind in ("options", "left_out")
            for row in (choice.facts or {}).get(kind, [])
        ]
        # sudo: delivery.carrier – only names, for those who may read the order
        carriers = self.env["delivery.carrier"].sudo().browse({row["carrier"] for row in rows})
        return {carrier.id: carrier.name for carrier in carriers.exists()}

    def _why_lines(self, names):
        facts = self.facts or {}
        yield self._headline()
        for option in facts.get("options", []):
            yield self._option_text(names.get(option["carrier"], "?"), option)
        for row in facts.get("left_out", []):
            yield self._left_out_text(names.get(row["carrier"], "?"), row)

    def _headline(self):
        label = dict(self._fields["basis"]._description_selection(self.env))[self.basis]
        if self.basis == "hand":
            return f"{label}: {self.reason}"
        if self.rule_id:
            # sudo: tvshop.sorting.rule – the sentence is part of the order's record
            return self.rule_id.sudo().sentence
        return label

    def _option_text(self, name, option):
        parts = []
        if option["cost"] is None:
            parts.append(self.env._("no fee agreed for this place"))
        else:
            parts.append(self.env._("fee %s", f"{option['cost']:.2f}"))
        if option["ended"]:
            parts.append(
                self.env._(
                    "%(delivered)s of %(ended)s delivered here",
                    delivered=option["delivered"],
                    ended=option["ended"],
                )
            )
        else:
            parts.append(self.env._("nothing delivered here yet"))
        parts.append(self.env._("success %s%%", f"{option['rate'] * 100:.0f}"))
        return f"• {name}: {', '.join(parts)}"

    def _left_out_text(self, name, row):
        limit = f"{row['limit']:g}"
        texts = {
            "area": self.env._("does not deliver to this address"),
            "weight": self.env._("carries %s kg at most", limit),
            "volume": self.env._("carries %s m³ at most", limit),
            "no_cod": self.env._("collects no money"),
            "cod_limit": self.env._("collects %s at most", limit),
        }
        return f"✗ {name}: {texts[row['why']]}"

    @api.model
    def _prepare_facts(self, decision):
        return {
            "options": [
                {
                    "carrier": option.carrier,
                    "cost": option.cost,
                    "rate": round(option.rate.rate, 4),
                    "delivered": option.rate.delivered,
                    "ended": option.rate.ended,
                }
                for option in decision.options
            ],
            "left_out": [row._asdict() for row in decision.left_out],
        }
