import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from .tvshop_campaign_retry import USUAL

DRAFT, APPROVED, RUNNING, PAUSED, ENDED = "draft", "approved", "running", "paused", "ended"
STATES = [
    (DRAFT, "Draft"),
    (APPROVED, "Approved"),
    (RUNNING, "Running"),
    (PAUSED, "Paused"),
    (ENDED, "Ended"),
]
ALLOWED_SOURCES = {
    DRAFT: {APPROVED},
    APPROVED: {DRAFT},
    RUNNING: {APPROVED, PAUSED},
    PAUSED: {RUNNING},
    ENDED: {APPROVED, RUNNING, PAUSED},
}
PREVIEW, MANUAL, PROGRESSIVE, PREDICTIVE = "preview", "manual", "progressive", "predictive"
MODES = [
    (MANUAL, "Manual"),
    (PREVIEW, "Preview"),
    (PROGRESSIVE, "Progressive"),
    (PREDICTIVE, "Predictive"),
]
BY_AGENTS, BY_ENGINE = (PREVIEW, MANUAL), (PROGRESSIVE, PREDICTIVE)
MANAGER = "tvshop_crm.group_manager"
# No company's rule is wider, wherever it calls; a country's law may say otherwise.
LEGAL_HOURS, USUAL_HOURS = "tvshop_dialer.legal_hours", (8, 21)
_HOURS = re.compile(r"(\d|1\d|2[0-3])-(\d|1\d|2[0-4])")
ZONES = ("Asia/Shanghai", "Asia/Urumqi")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# What a manager has approved, and nobody else changes afterwards.
APPROVED_FIELDS = frozenset(
    (
        "mode", "preview_seconds", "cap", "machine", "message_id", "pbx_id", "queue_id",
        "date_from", "date_to", "hours_id", "caller_id", "caller_ids", "ring_seconds",
        "wait_seconds", "max_attempts", "max_daily", "max_customer", "contact_days",
        "needs_consent", "needs_trial", "retry_ids", "list_ids", "outcome_ids",
    )
)  # fmt: skip


class TvshopCampaign(models.Model):
    """Whom to call, when, how, by whom. The engine in the bridge dials while it is running."""

    _name = "tvshop.campaign"
    _description = "Outbound Campaign"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(
        "Priority", default=10, help="Campaigns with a lower figure get agents and lines first."
    )
    company_id = fields.Many2one(related="pbx_id.company_id", store=True)
    pbx_id = fields.Many2one(
        "tvshop.pbx",
        "Telephone System",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env["tvshop.pbx"]._of_company(),
    )
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default=DRAFT,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    mode = fields.Selection(
        MODES,
        required=True,
        default=PROGRESSIVE,
        tracking=True,
        help="Manual: agents dial whom they choose of the list. Preview: agents are given the next "
        "customer, look, and dial or skip. Progressive: one call for each agent who is ready. "
        "Predictive: calls ahead of agents becoming free, as many as the limit of abandoned calls "
        "allows.",
    )
    preview_seconds = fields.Integer(
        "Look For (s)",
        default=60,
        help="So long an agent may look at a customer before the number goes to others. 0: no "
        "limit.",
    )
    cap = fields.Float(
        "Abandoned at Most (%)",
        default=3.0,
        tracking=True,
        help="Of the calls that people answer: those that got no agent in time, each day and over "
        "30 days.",
    )
    queue_id = fields.Many2one(
        "tvshop.queue",
        "Skill",
        required=True,
        ondelete="restrict",
        domain="[('pbx_id', '=', pbx_id)]",
        help="Agents with this skill get the campaign's calls while they are ready; those with "
        "other skills too take other calls as well.",
    )
    date_from = fields.Date(
        "First Day", copy=False, tracking=True, help="By the clock of the called place."
    )
    date_to = fields.Date(
        "Last Day", copy=False, tracking=True, help="Nobody is called after it. Empty: no end."
    )
    hours_id = fields.Many2one(
        "tvshop.opening.hours",
        "Calling Hours",
        ondelete="restrict",
        help="By the clock of the called place. Empty: 8:00 to 21:00 every day, which no hours "
        "exceed.",
    )
    caller_id = fields.Char("Number Shown", help="Empty: the telephone system's.")
    caller_ids = fields.One2many(
        "tvshop.campaign.caller", "campaign_id", "Numbers Shown by Region", copy=True
    )
    ring_seconds = fields.Integer("Rings For (s)", default=25, tracking=True)
    wait_seconds = fields.Integer(
        "Agent Within (s)",
        default=2,
        help="Who answers and gets no agent within this time hears who has called.",
    )
    machine = fields.Selection(
        [
            ("hangup", "Hang up"),
            ("message", "Leave a message after the beep"),
            ("agent", "Put through to an agent"),
        ],
        "Answering Machines",
        help="Telling them from people takes up to four seconds, in which people hear nothing. "
        "Empty: they aren't looked for, and everybody is put through at once.",
    )
    message_id = fields.Many2one("tvshop.prompt", "Message", ondelete="restrict")
    wrap_seconds = fields.Integer("Wrap-up Limit (s)", help="0: the company's.")
    max_attempts = fields.Integer("Attempts per Number", default=6)
    max_daily = fields.Integer("Attempts per Day", default=2, help="At a number and a customer.")
    max_customer = fields.Integer(
        "Attempts per Customer",
        help="At all numbers of the customer together, in this campaign. 0: no limit.",
    )
    contact_days = fields.Integer(
        "Not if Contacted Within (days)", default=3, help="Whoever called whom. 0: call anyhow."
    )
    needs_consent = fields.Boolean(
        "Only With Consent",
        help="Only customers whose consent to be called is on record. Who has withdrawn it is "
        "never called.",
    )
    opening = fields.Text("Opening Words", translate=True, help="Shown to the agent.")
    list_ids = fields.One2many("tvshop.campaign.list", "campaign_id", copy=True)
    retry_ids = fields.One2many(
        "tvshop.campaign.retry",
        "campaign_id",
        copy=True,
        default=lambda self: [
            (0, 0, {"result": key, "delay_minutes": delay, "growth": growth, "max_tries": tries})
            for key, (delay, growth, tries) in USUAL.items()
        ],
    )
    outcome_ids = fields.Many2many(
        "tvshop.campaign.outcome",
        string="Outcomes",
        check_company=True,
        default=lambda self: self.env["tvshop.campaign.outcome"]._of_company(),
    )
    target_ids = fields.One2many("tvshop.campaign.target", "campaign_id")
    attempt_ids = fields.One2many("tvshop.campaign.attempt", "campaign_id")
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decision_ids = fields.One2many("tvshop.campaign.decision", "campaign_id")

    _limits_valid = models.Constraint(
        "CHECK (ring_seconds BETWEEN 15 AND 60 AND wait_seconds BETWEEN 1 AND 2"
        " AND max_attempts BETWEEN 1 AND 20 AND max_daily BETWEEN 1 AND 10"
        " AND wrap_seconds BETWEEN 0 AND 3600 AND contact_days BETWEEN 0 AND 365)",
        "A call rings for 15 to 60 seconds and waits 1 or 2 for an agent; a number is tried 1 to 20"
        " times, 1 to 10 a day, 0 to 365 days after a contact; a wrap-up lasts up to 3600 seconds.",
    )
    _max_customer_valid = models.Constraint(
        "CHECK (max_customer BETWEEN 0 AND 100)",
        "A customer is tried up to 100 times, or without a limit (0).",
    )
    _days_valid = models.Constraint(
        "CHECK (date_to >= date_from)", "The last day can't be before the first."
    )
    _preview_valid = models.Constraint(
        "CHECK (preview_seconds = 0 OR preview_seconds BETWEEN 10 AND 1800)",
        "An agent looks at a customer for 10 to 1800 seconds, or without a limit (0).",
    )
    _cap_valid = models.Constraint(
        "CHECK (cap > 0 AND cap <= 10)", "Between 0 and 10% of calls may be abandoned."
    )
    _caller_id_valid = models.Constraint(
        "CHECK (caller_id ~ '^[0-9]{3,15}$')",
        "The number shown to customers has 3 to 15 digits and nothing else.",
    )

    @api.constrains("queue_id", "pbx_id")
    def _check_queue(self):
        for campaign in self:
            if campaign.queue_id.pbx_id != campaign.pbx_id:
                raise ValidationError(
                    self.env._("The skill belongs to another telephone system than the campaign.")
                )

    @api.constrains("machine", "message_id")
    def _check_message(self):
        if any(one.machine == "message" and not one.message_id for one in self):
            raise ValidationError(self.env._("Choose the message that is left on machines."))

    @api.model_create_multi
    def create(self, vals_list):
        campaigns = super().create(vals_list)
        if not self.env.su and any(one.state != DRAFT or one.approved_by_id for one in campaigns):
            raise AccessError(self.env._("A campaign's state is changed by its buttons."))
        return campaigns

    def write(self, vals):
        if not self.env.su and not {"state", "approved_by_id"}.isdisjoint(vals):
            raise AccessError(self.env._("A campaign's state is changed by its buttons."))
        if not APPROVED_FIELDS.isdisjoint(vals) and not self.env.su:
            self._check_editable()
        return super().write(vals)

    def _check_editable(self):
        is_manager = self.env.user.has_group(MANAGER)
        if not is_manager and any(campaign.state != DRAFT for campaign in self):
            raise UserError(
                self.env._(
                    "This was approved as it is. Pause the campaign and ask a manager to change it."
                )
            )

    @api.model
    def _check_using(self, name, records):
        """Refuse to change what approved campaigns that haven't ended have at `name`, as to change
        the campaign itself."""
        if self.env.su or self.env.user.has_group(MANAGER):
            return
        # sudo: tvshop.campaign – whoever sees the campaign or not, it was approved
        campaigns = self.sudo().with_context(active_test=False)
        domain = [(name, "in", records.ids), ("state", "in", (APPROVED, RUNNING, PAUSED))]
        if campaign := campaigns.search(domain, limit=1):
            raise UserError(
                self.env._(
                    "“%s” was approved with this. Ask a manager to change it, or make another one.",
                    campaign.name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        if any(campaign.state != DRAFT for campaign in self):
            raise UserError(self.env._("Only a draft can be deleted. End the campaign instead."))

    # Buttons

    def action_approve(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a manager approves campaigns."))
        for campaign in self:
            if not campaign.list_ids:
                raise UserError(self.env._("“%s” has no list of whom to call.", campaign.name))
        self._move(APPROVED, approved_by_id=self.env.uid)

    def action_back_to_draft(self):
        self._move(DRAFT, approved_by_id=False)

    def action_start(self):
        self._move(RUNNING)

    def action_pause(self):
        self._move(PAUSED)

    def action_end(self):
        self._move(ENDED)

    def action_view_targets(self):
        return self._action("tvshop_dialer.campaign_target_action")

    def action_view_attempts(self):
        return self._action("tvshop_dialer.campaign_attempt_action")

    def action_view_decisions(self):
        return self._action("tvshop_dialer.campaign_decision_action")

    def _action(self, xmlid):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "domain": [("campaign_id", "=", self.id)], "context": {}}

    def _move(self, state, **vals):
        """The one door to a campaign's state. What is there already stays as it is."""
        self.check_access("write")
        for campaign in self:
            if campaign.state != state and campaign.state not in ALLOWED_SOURCES[state]:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "“%(name)s” is %(present)s and can't become %(wanted)s.",
                        name=campaign.name,
                        present=labels[campaign.state],
                        wanted=labels[state],
                    )
                )
        moving = self.filtered(lambda campaign: campaign.state != state)
        # sudo: tvshop.campaign – the state is closed to every other writer
        moving.sudo().write({"state": state, **vals})

    # Hours

    def _open_zones(self, now):
        """The time zones in which people may be called at `now` (naive UTC)."""
        self.ensure_one()
        return [zone for zone in ZONES if self._is_open(now, zone)]

    def _is_open(self, now, zone):
        local = local_time(now, zone)
        if self._describe_days(local.date()):
            return False
        hour = local.hour + local.minute / 60 + local.second / 3600
        first, last = self._legal_hours()
        holidays = self.env["tvshop.calling.holiday"]
        if not first <= hour < last or holidays._is_on(self.company_id, local.date()):
            return False
        return not self.hours_id or any(
            line.hour_from <= hour < line.hour_to and covers(line.weekdays, local)
            for line in self.hours_id.line_ids
        )

    def _describe_days(self, day):
        """Why nobody is called on this day of the called place, or an empty string."""
        if self.date_from and day < self.date_from:
            return self.env._("The campaign begins on %s.", format_date(self.env, self.date_from))
        if self.date_to and day > self.date_to:
            return self.env._("The campaign ended on %s.", format_date(self.env, self.date_to))
        return ""

    @api.model
    def _legal_hours(self):
        """(first, last) hour of the day in which the law lets anybody be called.

        From the administrator's parameter LEGAL_HOURS, such as "9-20"; what can't be read there
        changes nothing.
        """
        # sudo: ir.config_parameter – the law holds for those too who may not read it there
        text = self.env["ir.config_parameter"].sudo().get_param(LEGAL_HOURS, "")
        match = _HOURS.fullmatch(text)
        return tuple(map(int, match.groups())) if match else USUAL_HOURS

    def _day_start(self, now):
        """When today began where the company is (naive UTC)."""
        zone = ZoneInfo(self.pbx_id._dial_zone())
        local = local_time(now, zone.key)
        midnight = datetime(local.year, local.month, local.day, tzinfo=zone)
        return midnight.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    def _next_day(self, now):
        return self._day_start(now) + timedelta(days=1)


def local_time(now, zone):
    return now.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone))


def covers(weekdays, day):
    """Whether a day specification of opening hours has this day."""
    if weekdays == "*":
        return True
    first, _dash, last = weekdays.partition("-")
    return WEEKDAYS.index(first) <= day.weekday() <= WEEKDAYS.index(last or first)
