from odoo import api, fields, models
from odoo.exceptions import ValidationError


class TvshopScriptAnswer(models.Model):
    """What a customer may say at a step, and where the talk goes then."""

    _name = "tvshop.script.answer"
    _inherit = ["tvshop.script.condition"]
    _description = "Answer of a Script"
    _order = "step_id, sequence, id"

    step_id = fields.Many2one("tvshop.script.step", required=True, index=True, ondelete="cascade")
    version_id = fields.Many2one(related="step_id.version_id", store=True, index=True)
    company_id = fields.Many2one(related="version_id.company_id")
    name = fields.Char("Answer", required=True)
    sequence = fields.Integer(default=10)
    next_step_id = fields.Many2one(
        "tvshop.script.step",
        "Leads To",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: the talk ends; of an objection, a question or a competitor: it goes back to "
        "where it was.",
    )
    after_ids = fields.Many2many(
        "tvshop.script.answer",
        "tvshop_script_answer_after_rel",
        "answer_id",
        "after_id",
        "Only After",
        help="The answer is offered if one of these was given before. Empty: always.",
    )

    @api.constrains("next_step_id", "after_ids", "step_id")
    def _check_version(self):
        for answer in self:
            versions = answer.next_step_id.version_id | answer.after_ids.version_id
            if versions - answer.step_id.version_id:
                raise ValidationError(
                    self.env._(
                        "The answer “%s” leads to, or asks for, another version of the script.",
                        answer.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        answers = super().create(vals_list)
        answers.step_id._check_draft()
        return answers

    def write(self, vals):
        self.step_id._check_draft()
        result = super().write(vals)
        self.step_id._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        self.step_id._check_draft()

    def _is_conditional(self):
        return bool(self._domain() or self.after_ids)

    def _fits(self, partner, given):
        """Whether it is offered to this customer, maybe an unknown one, after these answers."""
        if self.after_ids and not self.after_ids & given:
            return False
        return self._fits_partner(partner)
