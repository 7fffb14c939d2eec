from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import SQL

from ..results import NOT_DIALLED, TELLING
from ..script.chance import wilson
from ..trial import suggest
from ..trial.suggest import Count
from .tvshop_campaign_trial import DRAFT
from .tvshop_script_step import OBJECTION

# By numbers, not by attempts: who was reached at the third attempt was reached.
NUMBERS = """
SELECT trial_id, count(*) AS numbers, count(*) FILTER (WHERE is_told) AS told,
       count(*) FILTER (WHERE is_told AND is_valid) AS valid,
       count(*) FILTER (WHERE is_reached) AS reached, count(*) FILTER (WHERE is_sold) AS sold,
       sum(dials)::int AS dials, sum(answered)::int AS answered, sum(abandoned)::int AS abandoned
  FROM (SELECT a.trial_id, a.target_id, count(*) AS dials,
               NOT bool_or(a.result = 'vacant' OR o.kind IS NOT DISTINCT FROM 'wrong') AS is_valid,
               bool_or(a.result = ANY(%s) OR a.true_result IS NOT NULL
                       OR o.kind IS NOT DISTINCT FROM 'wrong') AS is_told,
               bool_or(a.result = 'live') AS is_reached,
               bool_or(o.kind IS NOT DISTINCT FROM 'success') AS is_sold,
               count(*) FILTER (WHERE a.result IN ('live', 'abandoned')) AS answered,
               count(*) FILTER (WHERE a.result = 'abandoned' OR a.is_late) AS abandoned
          FROM tvshop_campaign_attempt a
          LEFT JOIN tvshop_campaign_outcome o ON o.id = a.outcome_id
         WHERE a.trial_id = ANY(%s) AND a.state = 'done' AND NOT a.result = ANY(%s)
         GROUP BY a.trial_id, a.target_id) n
 GROUP BY trial_id
"""
HOURS = """
SELECT extract(hour FROM start AT TIME ZONE 'UTC' AT TIME ZONE %s)::int AS hour,
       count(*) FILTER (WHERE result = 'live'), count(*)
  FROM tvshop_campaign_attempt
 WHERE trial_id = %s AND state = 'done' AND NOT result = ANY(%s) GROUP BY 1 ORDER BY 1
"""
LISTS = """
SELECT l.name, count(DISTINCT a.target_id) FILTER (WHERE a.result = 'vacant'),
       count(DISTINCT a.target_id)
  FROM tvshop_campaign_attempt a JOIN tvshop_campaign_list l ON l.id = a.list_id
 WHERE a.trial_id = %s AND a.state = 'done' AND NOT a.result = ANY(%s)
 GROUP BY l.id, l.name, l.sequence ORDER BY l.sequence, l.id
"""
# The same step of two versions is one: what was said is compared, not when it was written.
STEPS = """
SELECT s.name, s.kind, a.name AS answer, sum(r.shown)::int AS shown, sum(r.dropped)::int AS dropped
  FROM (%s) r JOIN tvshop_script_step s ON s.id = r.step_id
  LEFT JOIN tvshop_script_answer a ON a.id = r.answer_id
  JOIN tvshop_call c ON c.id = r.call_id
  JOIN tvshop_campaign_attempt t ON t.call_id = c.id
 WHERE t.trial_id = %s GROUP BY s.name, s.kind, a.name ORDER BY min(s.sequence), min(a.sequence)
"""
RATES = (
    ("valid", "told"),
    ("reached", "numbers"),
    ("sold", "reached"),
)


class TvshopCampaignTrial(models.Model):
    """What a trial run has shown, beside the rounds before it."""

    _inherit = "tvshop.campaign.trial"

    number_count = fields.Integer("Numbers Called", compute="_compute_figures")
    dial_count = fields.Integer("Calls", compute="_compute_figures")
    valid_rate = fields.Float(
        "Valid (%)",
        compute="_compute_figures",
        help="Numbers in service that are the customer's, of those that told: somebody answered, "
        "they were busy or vacant, or the agent said that they are wrong. An announcement of the "
        "network is heard by the agent alone.",
    )
    contact_rate = fields.Float(
        "Reached (%)", compute="_compute_figures", help="Of the numbers called."
    )
    success_rate = fields.Float(
        "Success (%)", compute="_compute_figures", help="Of those who were reached."
    )
    abandoned_rate = fields.Float(
        "Abandoned (%)", compute="_compute_figures", help="Of the calls that people answered."
    )
    report_html = fields.Html("Report", compute="_compute_report_html", sanitize=False)

    def _compute_figures(self):
        rows = self._count_numbers()
        for trial in self:
            row = rows.get(trial.id)
            trial.update(
                {
                    "number_count": row["numbers"],
                    "dial_count": row["dials"],
                    "valid_rate": 100 * _share(row, "valid", "told"),
                    "contact_rate": 100 * _share(row, "reached", "numbers"),
                    "success_rate": 100 * _share(row, "sold", "reached"),
                    "abandoned_rate": 100 * _share(row, "abandoned", "answered"),
                }
            )

    @api.depends_context("lang", "tz")
    def _compute_report_html(self):
        for trial in self:
            trial.report_html = trial.state != DRAFT and self.env["ir.qweb"]._render(
                "tvshop_dialer.trial_report_body", {"trial": trial, **trial._prepare_report()}
            )

    def _count_numbers(self):
        """{trial run's id: row of NUMBERS}; of one that called nobody all are 0."""
        names = ("numbers", "told", "valid", "reached", "sold", "dials", "answered", "abandoned")
        rows = {one.id: dict.fromkeys(names, 0) for one in self}
        self.env.flush_all()
        self.env.cr.execute(SQL(NUMBERS, list(TELLING), self.ids, list(NOT_DIALLED)))
        for row in self.env.cr.dictfetchall():
            rows[row.pop("trial_id")] = row
        return rows

    def _prepare_report(self):
        """{rounds, steps, hints} for the template of the report."""
        self.ensure_one()
        rounds = self.campaign_id.trial_ids.filtered(lambda one: one.state != DRAFT)
        rows = rounds._count_numbers()
        steps = self._count_steps()
        return {
            "rounds": [_prepare_round(one, rows[one.id]) for one in rounds.sorted("number")],
            "steps": steps,
            "hints": self._hints(steps, rows[self.id]),
        }

    def _count_steps(self):
        """[{name, kind, kind_label, shown, dropped, drop_rate, answers}], in the script's order."""
        report = self.env["tvshop.script.report"]
        self.env.flush_all()
        self.env.cr.execute(SQL(STEPS, report._table_query, self.id))
        labels = dict(report._fields["kind"]._description_selection(self.env))
        steps = {}
        for name, kind, answer, shown, dropped in self.env.cr.fetchall():
            step = steps.setdefault(
                (name, kind),
                {
                    "name": name,
                    "kind": kind,
                    "kind_label": labels[kind],
                    "shown": 0,
                    "dropped": 0,
                    "answers": [],
                },
            )
            step["shown"] += shown
            step["dropped"] += dropped
            if answer:
                step["answers"].append({"name": answer, "part": shown})
        for step in steps.values():
            for answer in step["answers"]:
                answer["rate"] = _rate(answer["part"], step["shown"])
            step["drop_rate"] = _rate(step["dropped"], step["shown"])
        return list(steps.values())

    def _hints(self, steps, row):
        """What the rules find, in whole sentences."""
        zone = self.campaign_id.pbx_id._dial_zone()
        left_out = list(NOT_DIALLED)
        self.env.cr.execute(SQL(HOURS, ZoneInfo(zone).key, self.id, left_out))
        hours = [Count(*values) for values in self.env.cr.fetchall()]
        self.env.cr.execute(SQL(LISTS, self.id, left_out))
        lists = [Count(*values) for values in self.env.cr.fetchall()]
        talks = max((step["shown"] for step in steps), default=0)
        found = suggest.suggestions(
            hours,
            [Count(step["name"], step["dropped"], step["shown"]) for step in steps],
            lists,
            [
                Count(step["name"], min(step["shown"], talks), talks)
                for step in steps
                if step["kind"] == OBJECTION
            ],
            (Count("", row["abandoned"], row["answered"]), self.campaign_id.cap / 100),
        )
        return [self._describe_hint(rule, count) for rule, count in found]

    def _describe_hint(self, rule, count):
        texts = {
            suggest.HOUR: self.env._(
                "From %(name)s o'clock only %(part)s of %(whole)s calls reached anybody: call at "
                "other hours."
            ),
            suggest.STEP: self.env._(
                "At the step “%(name)s” %(part)s of %(whole)s talks ended, more than anywhere: "
                "say it shorter or otherwise."
            ),
            suggest.LIST: self.env._(
                "The list “%(name)s” has %(part)s vacant numbers among %(whole)s: ask where they "
                "come from."
            ),
            suggest.OBJECTION: self.env._(
                "The objection “%(name)s” was heard in %(part)s of %(whole)s talks: answer it "
                "before it is made."
            ),
            suggest.ABANDONED: self.env._(
                "%(part)s of %(whole)s people who answered got no agent, more than allowed: give "
                "the campaign more agents."
            ),
        }
        return texts[rule] % count._asdict()


def _share(row, part, whole):
    return row[part] / row[whole] if row[whole] else 0.0


def _rate(part, whole):
    """{part, whole, rate, low, high} in percent; nothing counted has no rate."""
    low, high = wilson(part, whole)
    rate = 100 * part / whole if whole else None
    return {"part": part, "whole": whole, "rate": rate, "low": 100 * low, "high": 100 * high}


def _prepare_round(trial, row):
    return {
        "trial": trial,
        "numbers": row["numbers"],
        "dials": row["dials"],
        **{part: _rate(row[part], row[whole]) for part, whole in RATES},
        "abandoned": _rate(row["abandoned"], row["answered"]),
    }
