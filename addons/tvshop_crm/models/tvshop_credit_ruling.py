from odoo import api, fields, models
from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG
from odoo.exceptions import UserError
from odoo.fields import Domain


class TvshopCreditRuling(models.Model):
    """A supervisor's word on a customer's credit; the latest one that is not over counts."""

    _name = "tvshop.credit.ruling"
    _description = "Credit Set by Hand"
    _order = "id DESC"
    _rec_name = "reason"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    is_reckoned = fields.Boolean(
        "As Reckoned", help="The points decide again; what was set by hand before is over."
    )
    level_id = fields.Many2one(
        "tvshop.credit.level", "Level", ondelete="restrict", help="Empty: trusted."
    )
    until = fields.Date(help="The last day; empty: until further notice.")
    reason = fields.Char(required=True)
    user_id = fields.Many2one(
        "res.users", "By", required=True, default=lambda self: self.env.user, ondelete="restrict"
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self.env["tvshop.credit.incident"]._check_supervisor()
            for vals in vals_list:
                vals["user_id"] = self.env.uid
        for vals in vals_list:
            if not (vals.get("reason") or "").strip():
                raise UserError(self.env._("Say why the credit is set by hand."))
        return super().create(vals_list)

    def write(self, vals):
        raise UserError(self.env._("The record of credit can't be altered; decide anew."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.context.get(MODULE_UNINSTALL_FLAG):
            raise UserError(self.env._("The record of credit can't be altered; decide anew."))

    @api.model
    def _current(self, partner_ids, day):
        """`{partner id: ruling}` of those for whom one holds on `day` in the company."""
        domain = Domain("company_id", "=", self.env.company.id)
        if partner_ids is not None:
            domain &= Domain("partner_id", "in", partner_ids)
        latest = {}
        for ruling in self.search(domain, order="id"):
            latest[ruling.partner_id.id] = ruling
        return {
            partner_id: ruling
            for partner_id, ruling in latest.items()
            if not ruling.is_reckoned and (not ruling.until or ruling.until >= day)
        }
