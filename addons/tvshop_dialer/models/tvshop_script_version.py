from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ..script import check
from ..script.chance import wilson
from .numbering import number_on

DRAFT, PUBLISHED, RETIRED = "draft", "published", "retired"
STATES = [(DRAFT, "Draft"), (PUBLISHED, "In use"), (RETIRED, "Retired")]
ALLOWED_SOURCES = {PUBLISHED: {DRAFT, RETIRED}, RETIRED: {PUBLISHED}}
# The only ones that may change of a version that calls have used.
LASTING = frozenset(("share", "note"))
COUNTS = """
SELECT r.version_id, count(*), count(*) FILTER (WHERE o.kind = 'success' OR EXISTS (
         SELECT FROM sale_order s WHERE s.call_id = r.call_id AND s.state = 'sale'))
  FROM tvshop_script_run r
  LEFT JOIN tvshop_campaign_attempt a ON a.call_id = r.call_id
  LEFT JOIN tvshop_campaign_outcome o ON o.id = a.outcome_id
 WHERE r.version_id = ANY(%s) GROUP BY r.version_id
"""


class TvshopScriptVersion(models.Model):
    """The words of a script. Once published they stay, so that calls can be told what they used."""

    _name = "tvshop.script.version"
    _description = "Version of a Script"
    _order = "script_id, number DESC"

    script_id = fields.Many2one("tvshop.script", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="script_id.company_id")
    number = fields.Integer(readonly=True, copy=False)
    state = fields.Selection(STATES, required=True, readonly=True, default=DRAFT, copy=False)
    share = fields.Integer(
        "Weight",
        default=50,
        help="Of several versions in use each customer gets one, as often as its weight says, and "
        "keeps it.",
    )
    note = fields.Char("What Is New", copy=False)
    step_ids = fields.One2many("tvshop.script.step", "version_id")
    published_at = fields.Datetime(readonly=True, copy=False)
    published_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    problem_text = fields.Text("To Be Put Right", compute="_compute_problem_text")
    run_count = fields.Integer("Calls", compute="_compute_figures")
    success_count = fields.Integer("Successes", compute="_compute_figures")
    success_rate = fields.Float("Success (%)", compute="_compute_figures")
    rate_low = fields.Float("At Least (%)", compute="_compute_figures", help="With 95% certainty.")
    rate_high = fields.Float("At Most (%)", compute="_compute_figures", help="With 95% certainty.")

    _number_uniq = models.Constraint(
        "UNIQUE (script_id, number)", "Somebody has just begun this version. Open it."
    )
    _share_valid = models.Constraint(
        "CHECK (share BETWEEN 1 AND 100)", "A version's weight lies between 1 and 100."
    )

    @api.depends("script_id.name", "number")
    def _compute_display_name(self):
        for version in self:
            version.display_name = f"{version.script_id.name or ''} v{version.number}"

    @api.depends("step_ids.answer_ids.next_step_id", "step_ids.kind", "step_ids.text")
    def _compute_problem_text(self):
        for version in self:
            version.problem_text = "\n".join(version._problems())

    def _compute_figures(self):
        self.env.flush_all()
        self.env.cr.execute(SQL(COUNTS, self.ids))
        counts = {key: (count, successes) for key, count, successes in self.env.cr.fetchall()}
        for version in self:
            count, successes = counts.get(version.id, (0, 0))
            low, high = wilson(successes, count)
            version.update(
                {
                    "run_count": count,
                    "success_count": successes,
                    "success_rate": 100 * successes / count if count else 0.0,
                    "rate_low": 100 * low,
                    "rate_high": 100 * high,
                }
            )

    @api.model_create_multi
    def create(self, vals_list):
        number_on(self, "script_id", vals_list)
        versions = super().create(vals_list)
        if not self.env.su and any(one.state != DRAFT or one.published_at for one in versions):
            raise AccessError(self.env._("A version's state is changed by its buttons."))
        return versions

    def write(self, vals):
        if not self.env.su:
            if not {"state", "number", "published_at", "published_by_id"}.isdisjoint(vals):
                raise AccessError(self.env._("A version's state is changed by its buttons."))
            if not LASTING.issuperset(vals):
                self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        self._check_draft()

    def _check_draft(self):
        if any(version.state != DRAFT for version in self):
            raise UserError(
                self.env._("This version has been published and stays as it is. Draft a new one.")
            )

    # Buttons

    def action_publish(self):
        """Use this version from now on, instead of those in use."""
        self._publish()
        others = self.script_id.version_ids - self
        others.filtered(lambda one: one.state == PUBLISHED)._move(RETIRED)

    def action_publish_beside(self):
        """Use this version beside those in use, to compare them."""
        self._publish()

    def action_retire(self):
        self._move(RETIRED)

    def _publish(self):
        self.ensure_one()
        problems = self._problems()
        if problems:
            raise ValidationError("\n".join(problems))
        self._move(PUBLISHED, published_at=fields.Datetime.now(), published_by_id=self.env.uid)

    def _move(self, state, **vals):
        """The one door to a version's state. What is there already stays as it is."""
        self.check_access("write")
        moving = self.filtered(lambda version: version.state != state)
        if any(version.state not in ALLOWED_SOURCES[state] for version in moving):
            raise UserError(self.env._("Only a version in use can be retired."))
        # sudo: tvshop.script.version – the state is closed to every other writer
        moving.sudo().write({"state": state, **vals})

    # Words and ways

    def _problems(self):
        """What must be put right before this can be published, in whole sentences."""
        self.ensure_one()
        names = {step.id: step.name for step in self.step_ids}
        texts = {
            check.NO_OPENING: self.env._(
                "There is no step of the kind “Opening”: nothing to begin with."
            ),
            check.UNREACHABLE: self.env._("No answer leads to the step “%s”."),
            check.DEAD_END: self.env._(
                "Every answer of the step “%s” has a condition: who meets none gets no further."
            ),
            check.ENDLESS: self.env._("From the step “%s” no way leads to an end."),
        }
        found = check.problems([step._as_checked() for step in self._ordered_steps()])
        ways = [texts[code] % names[key] if key else texts[code] for code, key in found]
        return ways + [problem for step in self.step_ids for problem in step._text_problems()]

    def _ordered_steps(self):
        return self.step_ids.sorted(lambda step: (step.sequence, step.id))

    def _first_step(self):
        first = check.first_step([step._as_checked() for step in self._ordered_steps()])
        return self.step_ids.browse(first.key)

    def _draft_copy(self):
        """A new draft with the same steps, whose answers lead to each other as these do."""
        self.ensure_one()
        draft = self.create({"script_id": self.script_id.id, "share": self.share})
        steps, answers = self._ordered_steps(), self.step_ids.answer_ids
        copied = steps.copy({"version_id": draft.id, "answer_ids": False})
        twin_of = dict(zip(steps, copied, strict=True))
        vals_list = answers.copy_data({"after_ids": False})
        for answer, vals in zip(answers, vals_list, strict=True):
            vals["step_id"] = twin_of[answer.step_id].id
            vals["next_step_id"] = answer.next_step_id and twin_of[answer.next_step_id].id
        twin_of |= zip(answers, answers.create(vals_list), strict=True)
        for answer in answers.filtered("after_ids"):
            twin_of[answer].after_ids = answers.browse(twin_of[one].id for one in answer.after_ids)
        return draft

    def get_graph(self):
        """The steps in their order, as of `TvshopScriptStep._prepare_node`."""
        self.ensure_one()
        self.check_access("read")
        return [step._prepare_node() for step in self._ordered_steps()]
