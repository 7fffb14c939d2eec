from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    survey_answer_count = fields.Integer(
        compute="_compute_survey_answer_count", groups="tvshop_crm.group_supervisor"
    )

    def _compute_survey_answer_count(self):
        counts = dict(
            self.env["survey.user_input"]._read_group(
                [("customer_id", "in", self.ids), ("state", "=", "done")],
                ["customer_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.survey_answer_count = counts.get(partner, 0)

    def action_view_survey_answers(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Survey Answers"),
            "res_model": "survey.user_input",
            "views": [(False, "list"), (False, "form")],
            "domain": [("customer_id", "=", self.id), ("state", "=", "done")],
            "context": {"create": False},
        }
