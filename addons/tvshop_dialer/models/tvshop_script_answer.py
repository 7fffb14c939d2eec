from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class TvshopScriptAnswer(models.Model):
    """What a customer may say at a step, and where the talk goes then."""

    _name = "tvshop.script.answer"
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
    partner_domain = fields.Char(
        "Only Customers", help="The answer is offered for these customers only. Empty: for all."
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

    @api.constrains("partner_domain")
    def _check_partner_domain(self):
        for answer in self:
            try:
                self.env["res.partner"]._search(answer._domain())
            except (ValueError, SyntaxError, KeyError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "The customers of the answer “%s” can't be read. Choose them again.",
                        answer.name,
                    )
                ) from error

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

    def _domain(self):
        return literal_eval(self.partner_domain or "[]")

    def _is_conditional(self):
        return bool(self._domain() or self.after_ids)

    def _fits(self, partner, given):
        """Whether it is offered to this customer, maybe an unknown one, after these answers."""
        if self.after_ids and not self.after_ids & given:
            return False
        domain = self._domain()
        return not domain or bool(partner.filtered_domain(domain))
