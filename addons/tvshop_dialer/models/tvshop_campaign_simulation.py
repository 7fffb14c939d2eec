import logging
from collections import defaultdict
from datetime import datetime, time
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..bridge.plan import HANDOVER
from ..pacing import simulator
from ..results import ABANDONED, LIVE, NO_ANSWER, NOT_DIALLED, UNKNOWN

_logger = logging.getLogger(__name__)

NEW, COMPUTING, DONE, FAILED = "new", "computing", "done", "failed"
MODES = [("progressive", "Progressive"), ("predictive", "Predictive")]
SETTINGS = {"campaign_id", "day", "mode", "cap", "agents", "hour_from", "hour_to", "lines"}
NO_RESULT = {
    "state": NEW,
    "simulated_at": False,
    "dials": 0,
    "contacts": 0,
    "abandoned_rate": 0,
    "occupancy": 0,
}
# A shift of eight hours with so many takes the simulator some ten seconds of CPU time.
MOST_AGENTS = 100
# The simulator decides once a second, after it has seen.
MOST_LAG = 0.9
DAY = """
SELECT extract(hour FROM a.start AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::int AS hour,
       a.result, a.is_late, a.agent_id, a.talk_seconds, c.wrap_seconds,
       extract(epoch FROM a.reached_at - a.start)::float8 AS rung,
       extract(epoch FROM a."end" - a.start)::float8 AS lasted
  FROM tvshop_campaign_attempt a LEFT JOIN tvshop_call c ON c.id = a.call_id
 WHERE a.campaign_id = %(campaign)s AND a.state = 'done' AND a.start >= %(begin)s
   AND a.start < %(end)s AND NOT a.result = ANY(%(left_out)s)
"""


class TvshopCampaignSimulation(models.Model):
    """What if a day's calls had been made with other settings: the simulator's answer."""

    _name = "tvshop.campaign.simulation"
    _description = "What If"
    _order = "id DESC"
    _rec_name = "campaign_id"

    campaign_id = fields.Many2one("tvshop.campaign", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="campaign_id.company_id", store=True)
    day = fields.Date(
        "Calls Of",
        compute="_compute_day",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Who answered, after how long, and how long the talks took, is drawn from this day.",
    )
    mode = fields.Selection(
        MODES,
        compute="_compute_settings",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    cap = fields.Float(
        "Abandoned at Most (%)",
        compute="_compute_settings",
        store=True,
        readonly=False,
        precompute=True,
    )
    agents = fields.Integer(
        compute="_compute_shift", store=True, readonly=False, precompute=True, required=True
    )
    hour_from = fields.Float(
        "From", compute="_compute_shift", store=True, readonly=False, precompute=True
    )
    hour_to = fields.Float(
        "To", compute="_compute_shift", store=True, readonly=False, precompute=True
    )
    lines = fields.Integer(help="Most calls at once. 0: as many as are wanted.")
    state = fields.Selection(
        [(NEW, "New"), (COMPUTING, "Computing"), (DONE, "Done"), (FAILED, "Broken Off")],
        required=True,
        readonly=True,
        default=NEW,
        copy=False,
    )
    simulated_at = fields.Datetime("Simulated", readonly=True, copy=False)
    dials = fields.Integer("Calls", readonly=True, copy=False)
    contacts = fields.Integer(readonly=True, copy=False, help="Live people who got an agent.")
    abandoned_rate = fields.Float("Abandoned (%)", readonly=True, copy=False, aggregator="avg")
    occupancy = fields.Float(
        "Occupancy (%)",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Share of the agents' time spent in talks and wrap-up.",
    )
    recorded_dials = fields.Integer("Calls on Record", compute="_compute_recorded")
    recorded_contacts = fields.Integer("Contacts on Record", compute="_compute_recorded")
    recorded_abandoned_rate = fields.Float(
        "Abandoned on Record (%)", compute="_compute_recorded", digits=(5, 2)
    )

    _shift_valid = models.Constraint(
        f"CHECK (agents BETWEEN 1 AND {MOST_AGENTS} AND hour_from >= 0 AND hour_to <= 24"
        " AND hour_from < hour_to AND lines >= 0)",
        f"A shift has 1 to {MOST_AGENTS} agents and ends after it began.",
    )
    _cap_valid = models.Constraint(
        "CHECK (cap > 0 AND cap <= 10)", "Between 0 and 10% of calls may be abandoned."
    )

    @api.depends("campaign_id")
    def _compute_day(self):
        for one in self:
            last = self.env["tvshop.campaign.attempt"].search(
                [("campaign_id", "=", one.campaign_id.id), ("result", "=", LIVE)],
                order="start DESC",
                limit=1,
            )
            one.day = one._to_local(last.start or fields.Datetime.now())

    @api.depends("campaign_id")
    def _compute_settings(self):
        for one in self:
            is_paced = one.campaign_id.mode in dict(MODES)
            one.mode = one.campaign_id.mode if is_paced else "predictive"
            one.cap = one.campaign_id.cap or 3

    @api.depends("campaign_id", "day")
    def _compute_shift(self):
        for one in self:
            rows = one._rows()
            hours = [row["hour"] for row in rows]
            one.agents = len({row["agent_id"] for row in rows} - {None}) or 1
            one.hour_from = min(hours, default=9)
            one.hour_to = max(hours, default=16) + 1

    @api.depends("campaign_id", "day", "hour_from", "hour_to")
    def _compute_recorded(self):
        for one in self:
            rows = one._rows()
            shift = [row for row in rows if one.hour_from <= row["hour"] < one.hour_to]
            results = [row["result"] for row in shift]
            live, alone = results.count(LIVE), results.count(ABANDONED)
            abandoned = alone + sum(bool(row["is_late"]) for row in shift)
            one.recorded_dials = len(results)
            one.recorded_contacts = live
            one.recorded_abandoned_rate = abandoned and 100 * abandoned / (live + alone)

    @api.model_create_multi
    def create(self, vals_list):
        made = super().create(vals_list)
        filled = any(one[name] != blank for one in made for name, blank in NO_RESULT.items())
        if filled and not self.env.su:
            self._refuse_result()
        return made

    def write(self, vals):
        if not self.env.su and not NO_RESULT.keys().isdisjoint(vals):
            self._refuse_result()
        if not SETTINGS.isdisjoint(vals):
            vals = {**vals, **NO_RESULT}
        return super().write(vals)

    def _refuse_result(self):
        raise AccessError(self.env._("What a simulation comes to is computed, not entered."))

    def action_simulate(self):
        """Have it computed beside the requests, for it takes as long as a dozen of them."""
        self.check_access("write")
        for one in self:
            if not any(hour.calls and hour.talks for hour in one._history().values()):
                raise UserError(
                    self.env._("Nobody was reached on that day. Choose one on which agents talked.")
                )
        # sudo: tvshop.campaign.simulation – what it comes to is closed to every other writer
        self.sudo().write({"state": COMPUTING})
        self.env.ref("tvshop_dialer.ir_cron_campaign_simulation")._trigger()

    @api.model
    def _cron_simulate(self):
        """Compute what was asked for, one after the other; what is done is kept."""
        asked = self.search([("state", "=", COMPUTING)], order="id")
        for left, one in zip(reversed(range(len(asked))), asked, strict=True):
            try:
                one._compute_result()
                self.env["ir.cron"]._commit_progress(1, remaining=left)
            except Exception:
                self.env.cr.rollback()
                _logger.exception("A simulation broke off")
                # Who has changed the settings meanwhile has made it a new one.
                one.filtered(lambda own: own.state == COMPUTING).state = FAILED
                self.env["ir.cron"]._commit_progress(1, remaining=left)

    def _compute_result(self):
        self.ensure_one()
        result = self._simulate()
        self.write(
            {
                "state": DONE,
                "simulated_at": fields.Datetime.now(),
                "dials": result.dials,
                "contacts": result.contacts,
                "abandoned_rate": 100 * result.abandonment,
                "occupancy": 100 * result.occupancy,
            }
        )

    def _simulate(self):
        """The `simulator.Result`; the same settings and day give the same."""
        settings = simulator.Settings(
            agents=self.agents,
            cap=self.cap / 100,
            mode=self.mode,
            begin=self.hour_from,
            end=self.hour_to,
            patience=self.campaign_id.wait_seconds,
            lines=self.lines or None,
            lag=self._lag(),
            handover=HANDOVER,
        )
        return simulator.simulate(self._history(), settings)

    def _history(self):
        """{hour of the day: `simulator.Hour`}"""
        calls, talks, wraps = defaultdict(list), defaultdict(list), defaultdict(list)
        for row in self._rows():
            calls[row["hour"]].append(_course(row))
            if row["result"] == LIVE:
                talks[row["hour"]].append(float(row["talk_seconds"] or 0))
                wraps[row["hour"]].append(float(row["wrap_seconds"] or 0))
        return {
            hour: simulator.Hour(tuple(calls[hour]), tuple(talks[hour]), tuple(wraps[hour]))
            for hour in calls
        }

    def _rows(self):
        """The day's attempts of which something is known."""
        if not (self.campaign_id and self.day):
            return []
        self.env["tvshop.campaign.attempt"].flush_model()
        self.env["tvshop.call"].flush_model(["wrap_seconds"])
        begin, end = (self._to_utc(moment) for moment in (time.min, time.max))
        query = SQL(
            DAY,
            zone=self.campaign_id.pbx_id._dial_zone(),
            campaign=self.campaign_id.id,
            begin=begin,
            end=end,
            left_out=[*NOT_DIALLED, UNKNOWN],
        )
        self.env.cr.execute(query)
        return self.env.cr.dictfetchall()

    def _lag(self):
        """Seconds until the pacing saw what happened, on the mean of the day's decisions."""
        self.env["tvshop.campaign.decision"].flush_model()
        begin, end = (self._to_utc(moment) for moment in (time.min, time.max))
        ((lag,),) = self.env.execute_query(
            SQL(
                """SELECT avg((decision->>'lag')::float8) FROM tvshop_campaign_decision
                    WHERE campaign_id = %s AND date BETWEEN %s AND %s""",
                self.campaign_id.id, begin, end,
            )
        )  # fmt: skip
        return min(lag or 0.0, MOST_LAG)

    def _zone(self):
        return ZoneInfo(self.campaign_id.pbx_id._dial_zone())

    def _to_utc(self, moment):
        local = datetime.combine(self.day, moment, tzinfo=self._zone())
        return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    def _to_local(self, moment):
        return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(self._zone()).date()


def _course(row):
    """(kind, seconds) of a call, as the simulator draws them. Machines are hung up on."""
    if row["result"] in (LIVE, ABANDONED):
        return simulator.ANSWERED, max(row["rung"] or 0.0, 0.0)
    kind = simulator.NO_ANSWER if row["result"] == NO_ANSWER else simulator.FAILED
    return kind, max(row["lasted"] or 0.0, 0.0)
