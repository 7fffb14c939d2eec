from odoo import api, fields, models
from odoo.exceptions import AccessError

GRADE_FIELDS = {"grade_id", "is_grade_fixed"}


class ResPartner(models.Model):
    """How a customer comes by his grade: by the scheme in force, or by a supervisor's hand."""

    _inherit = "res.partner"

    is_grade_fixed = fields.Boolean(
        "Grade Set by Hand", tracking=True, copy=False, help="The review leaves this grade alone."
    )
    grade_change_ids = fields.One2many(
        "tvshop.grade.change", "partner_id", "Grades So Far", groups="tvshop_crm.group_agent"
    )

    @api.model_create_multi
    def create(self, vals_list):
        given = [vals for vals in vals_list if vals.get("grade_id") or vals.get("is_grade_fixed")]
        if given:
            self._check_may_grade()
        for vals in given:
            vals.setdefault("is_grade_fixed", True)
        partners = super().create(vals_list)
        partners.filtered("grade_id")._record_grades({})
        return partners

    def write(self, vals):
        if not GRADE_FIELDS & vals.keys():
            return super().write(vals)
        self._check_may_grade()
        if "grade_id" in vals and not self.env.context.get("tvshop_grading"):
            vals = {"is_grade_fixed": bool(vals["grade_id"]), **vals}
        before = {partner: partner.grade_id for partner in self}
        result = super().write(vals)
        self.filtered(lambda partner: partner.grade_id != before[partner])._record_grades(before)
        return result

    @api.model
    def _check_may_grade(self):
        if not (self.env.su or self.env.user.has_group("tvshop_crm.group_supervisor")):
            raise AccessError(self.env._("Supervisors change customers' grades."))

    def _grade_days(self):
        """`{partner id: the day of the last change of grade}`."""
        groups = self.env["tvshop.grade.change"]._read_group(
            [("partner_id", "in", self.ids)], ["partner_id"], ["date:max"]
        )
        return {partner.id: moment.date() for partner, moment in groups}

    def _record_grades(self, before):
        """Put changes of grade on record; begin the care plans of those who have risen.

        :param before: `{partner: grade}` of those who were there before
        """
        none = self.env["tvshop.grade"]
        scheme_id, amounts = self.env.context.get("tvshop_grading") or (False, {})
        scheme = self.env["tvshop.grade.scheme"].browse(scheme_id or [])
        # sudo: tvshop.grade.change – follows from a change that was allowed
        changes = self.env["tvshop.grade.change"].sudo()
        made = changes.create(
            [
                {
                    "partner_id": partner.id,
                    "from_grade_id": before.get(partner, none).id,
                    "to_grade_id": partner.grade_id.id,
                    "basis": scheme._basis(before.get(partner, none), partner.grade_id),
                    "amount": amounts.get(partner.id, 0),
                    "scheme_id": scheme_id,
                    "user_id": self.env.uid,
                }
                for partner in self
            ]
        )
        made.filtered(lambda change: change.basis == "rise")._begin_care()
