from odoo import api, fields, models
from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG
from odoo.exceptions import UserError

BASES = [("rise", "Reached"), ("fall", "Fell back"), ("hand", "By hand")]


class TvshopGradeChange(models.Model):
    """Who had which grade, since when and why."""

    _name = "tvshop.grade.change"
    _description = "Grade Change"
    _order = "date DESC, id DESC"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict"
    )
    from_grade_id = fields.Many2one("tvshop.grade", "From", ondelete="restrict")
    to_grade_id = fields.Many2one("tvshop.grade", "To", ondelete="restrict")
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    basis = fields.Selection(BASES, "Why", required=True)
    amount = fields.Monetary("Brought In", help="Within the scheme's period, when reviewed.")
    scheme_id = fields.Many2one("tvshop.grade.scheme", ondelete="restrict")
    currency_id = fields.Many2one(related="scheme_id.currency_id")
    user_id = fields.Many2one("res.users", "By", required=True, ondelete="restrict")

    def write(self, vals):
        raise UserError(self.env._("The record of grades can't be altered."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.context.get(MODULE_UNINSTALL_FLAG):
            raise UserError(self.env._("The record of grades can't be altered."))

    def _begin_care(self):
        """Plan the to-dos of the new grades' care plans, all at once."""
        model_id = self.env["ir.model"]._get_id("res.partner")
        today = fields.Date.context_today(self)
        # sudo: mail.activity – the company's plan, whoever made the customer rise
        self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": change.partner_id.id,
                    "activity_type_id": step.activity_type_id.id,
                    "summary": step.summary,
                    "note": step.note,
                    "date_deadline": step._get_date_deadline(today),
                    "user_id": (step.responsible_id or self.env.company._tvshop_manager()).id,
                }
                for change in self
                for step in change.to_grade_id.care_plan_id.template_ids
            ]
        )
