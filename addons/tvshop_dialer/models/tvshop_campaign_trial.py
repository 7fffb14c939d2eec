import random

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..trial.sample import draw_sample
from .numbering import number_on
from .tvshop_campaign import ENDED, MANAGER

DRAFT, RUNNING, DONE = "draft", "running", "done"
APPROVED, REJECTED = "approved", "rejected"
STATES = [
    (DRAFT, "Draft"),
    (RUNNING, "Being called"),
    (DONE, "To be decided"),
    (APPROVED, "Approved"),
    (REJECTED, "Rejected"),
]
ALLOWED_SOURCES = {
    RUNNING: {DRAFT},
    DONE: {RUNNING},
    APPROVED: {DONE},
    REJECTED: {DONE},
}
SETTINGS = frozenset(
    ("campaign_id", "share", "seed", "by_list", "by_region", "by_grade", "by_recency")
)
MOST_SEED = 2**31 - 1
# Whom the sample is drawn from, each with what may tell the strata apart.
POPULATION = """
SELECT t.id,
       t.list_id,
       left(coalesce(m.region, ''), 2),
       coalesce(p.grade_id, 0),
       CASE WHEN o.last IS NULL THEN 3 WHEN o.last >= %(quarter)s THEN 0
            WHEN o.last >= %(year)s THEN 1 ELSE 2 END
  FROM tvshop_campaign_target t
  JOIN tvshop_contact_method m ON m.id = t.contact_method_id
  JOIN res_partner p ON p.id = t.partner_id
  LEFT JOIN (SELECT partner_id, max(date_order) AS last FROM sale_order
              WHERE state = 'sale' GROUP BY partner_id) o ON o.partner_id = p.id
 WHERE t.campaign_id = %(campaign)s AND t.state = 'waiting' AND t.attempt_count = 0
   AND t.trial_id IS NULL
 ORDER BY t.id
"""


class TvshopCampaignTrial(models.Model):
    """A round of trial calls: a sample of a campaign's numbers, called by chosen agents first."""

    _name = "tvshop.campaign.trial"
    _description = "Trial Run"
    _inherit = ["mail.thread"]
    _order = "campaign_id, number"
    _check_company_auto = True

    campaign_id = fields.Many2one("tvshop.campaign", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="campaign_id.company_id", store=True)
    number = fields.Integer("Round", readonly=True, copy=False)
    state = fields.Selection(
        STATES, required=True, readonly=True, default=DRAFT, copy=False, tracking=True
    )
    share = fields.Float(
        "Sample (%)", default=4.0, help="Of those who are to be called; 3 to 5% tell enough."
    )
    by_list = fields.Boolean("By List", default=True)
    by_region = fields.Boolean("By Province", default=True)
    by_grade = fields.Boolean("By Grade", default=True)
    by_recency = fields.Boolean(
        "By Last Order", help="Within 90 days, within a year, before that, never."
    )
    seed = fields.Integer(
        default=lambda self: random.randint(1, MOST_SEED),
        copy=False,
        help="The same seed draws the same numbers of the same lists.",
    )
    agent_ids = fields.Many2many(
        "tvshop.agent",
        string="Called By",
        help="Nobody else calls the sample. They dial from their desktop, whatever the campaign's "
        "mode.",
    )
    target_ids = fields.One2many("tvshop.campaign.target", "trial_id")
    target_count = fields.Integer("Numbers", compute="_compute_target_count")
    waiting_count = fields.Integer("To Be Called", compute="_compute_target_count")
    started_at = fields.Datetime(readonly=True, copy=False)
    ended_at = fields.Datetime(readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    conclusion = fields.Text(
        help="What is changed before the next round, or before all are called."
    )

    _number_uniq = models.Constraint(
        "UNIQUE (campaign_id, number)", "Somebody has just begun this round. Open it."
    )
    _running_uniq = models.UniqueIndex(
        "(campaign_id) WHERE state = 'running'", "A trial run of this campaign is being called."
    )
    _share_valid = models.Constraint(
        "CHECK (share BETWEEN 1 AND 20)", "A sample takes 1 to 20% of the numbers."
    )

    @api.depends("campaign_id.name", "number")
    def _compute_display_name(self):
        for trial in self:
            trial.display_name = self.env._(
                "%(campaign)s, round %(number)s",
                campaign=trial.campaign_id.name or "",
                number=trial.number,
            )

    def _compute_target_count(self):
        groups = self.env["tvshop.campaign.target"]._read_group(
            [("trial_id", "in", self.ids)], ["trial_id", "state"], ["__count"]
        )
        for trial in self:
            counts = {state: count for one, state, count in groups if one == trial}
            trial.target_count = sum(counts.values())
            trial.waiting_count = counts.get("waiting", 0)

    @api.model_create_multi
    def create(self, vals_list):
        number_on(self, "campaign_id", vals_list)
        trials = super().create(vals_list)
        if not self.env.su and any(one.state != DRAFT or one.decided_by_id for one in trials):
            raise AccessError(self.env._("A trial run's state is changed by its buttons."))
        return trials

    def write(self, vals):
        if not self.env.su:
            if not {"state", "number", "decided_by_id"}.isdisjoint(vals):
                raise AccessError(self.env._("A trial run's state is changed by its buttons."))
            if not SETTINGS.isdisjoint(vals) and any(trial.state != DRAFT for trial in self):
                raise UserError(self.env._("The sample has been drawn. Begin another round."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        if any(trial.state != DRAFT for trial in self):
            raise UserError(self.env._("Only a draft can be deleted: the others are on record."))

    # Buttons

    def action_start(self):
        """Draw the sample; from now on its agents may call it once the campaign runs."""
        for trial in self:
            if not trial.agent_ids:
                raise UserError(self.env._("Choose the agents who make the trial calls."))
            if trial.campaign_id.state == ENDED:
                raise UserError(self.env._("The campaign has ended."))
            trial._move(RUNNING, started_at=fields.Datetime.now())
            trial._draw()

    def action_finish(self):
        self._move(DONE, ended_at=fields.Datetime.now())

    def action_approve(self):
        """Open the rest of the campaign."""
        self._decide(APPROVED, self.env._("The trial run was approved: all may be called."))

    def action_reject(self):
        self._decide(REJECTED, self.env._("The trial run was rejected: another round is needed."))

    def action_view_targets(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_dialer.campaign_target_action"
        )
        return {**action, "domain": [("trial_id", "=", self.id)], "context": {}}

    def _decide(self, state, text):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a manager decides on trial runs."))
        changed = self.filtered(lambda trial: trial.state != state)
        self._move(state, decided_by_id=self.env.uid)
        for trial in changed:
            body = f"{trial.display_name}: {text}"
            trial.campaign_id.message_post(body=body)

    def _move(self, state, **vals):
        """The one door to a trial run's state. What is there already stays as it is."""
        self.check_access("write")
        moving = self.filtered(lambda trial: trial.state != state)
        labels = dict(self._fields["state"]._description_selection(self.env))
        for trial in moving:
            if trial.state not in ALLOWED_SOURCES[state]:
                raise UserError(
                    self.env._(
                        "“%(name)s” is %(present)s and can't become %(wanted)s.",
                        name=trial.display_name,
                        present=labels[trial.state],
                        wanted=labels[state],
                    )
                )
        # sudo: tvshop.campaign.trial – the state is closed to every other writer
        moving.sudo().write({"state": state, **vals})
        moving.flush_recordset(["state"])  # one round ends before the next begins

    # The sample

    def _draw(self):
        strata = self._strata()
        size = sum(map(len, strata.values()))
        if not size:
            raise UserError(self.env._("Nobody is left to be called. Fill a list."))
        count = max(1, round(size * self.share / 100))
        drawn = draw_sample(strata, count, self.seed)
        ids = [target_id for chosen in drawn.values() for target_id in chosen]
        # sudo: tvshop.campaign.target – nobody writes targets by hand
        self.env["tvshop.campaign.target"].sudo().browse(ids).write({"trial_id": self.id})

    def _strata(self):
        """{what tells the stratum: ids of the numbers that nobody has called yet}"""
        self.env.flush_all()
        now = fields.Datetime.now()
        params = {
            "campaign": self.campaign_id.id,
            "quarter": fields.Datetime.subtract(now, days=90),
            "year": fields.Datetime.subtract(now, days=365),
        }
        self.env.cr.execute(SQL(POPULATION, **params))
        chosen = (self.by_list, self.by_region, self.by_grade, self.by_recency)
        strata = {}
        for target_id, *values in self.env.cr.fetchall():
            pairs = zip(values, chosen, strict=True)
            key = tuple(value for value, is_chosen in pairs if is_chosen)
            strata.setdefault(key, []).append(target_id)
        return strata
