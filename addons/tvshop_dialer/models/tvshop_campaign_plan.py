from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..pacing import planning
from ..results import NOT_DIALLED
from .tvshop_campaign import covers
from .tvshop_campaign_goal import MARGIN

PERCENT = 100.0
# Working days are looked for so far ahead.
MOST_DAYS = 3660
GIVEN = (
    "numbers", "contact_rate", "attempts", "talk_seconds", "wrap_seconds", "occupancy", "hours",
    "sales_rate", "margin", "pay", "line_minute", "attempt_cost", "list_cost", "fixed_cost",
    "commission", "start_date", "finish_by", "agents", "campaign_id",
)  # fmt: skip
MONEY = ("hours", "labour", "line_cost", "cost", "margin", "profit")
PLANNED = (
    "agents_needed", "finish_date", "planned_attempts", "planned_contacts", "planned_orders",
    "planned_lines", *(f"planned_{name}" for name in MONEY),
)  # fmt: skip
ACTUAL = (
    "actual_attempts", "actual_contacts", "actual_contact_rate", "actual_talk_seconds",
    "actual_wrap_seconds", "actual_sales_rate", "actual_orders",
    *(f"actual_{name}" for name in MONEY),
)  # fmt: skip
PERIOD = """
SELECT count(*) AS attempts,
       count(*) FILTER (WHERE a.result = 'live') AS contacts,
       coalesce(sum(a.talk_seconds) FILTER (WHERE a.result = 'live'), 0)::float8 AS talk,
       coalesce(sum(c.wrap_seconds) FILTER (WHERE a.result = 'live'), 0)::float8 AS wrap,
       (SELECT count(*) FROM sale_order o JOIN tvshop_call oc ON oc.id = o.call_id
         WHERE oc.campaign_id = %(campaign)s AND oc.start >= %(start)s
           AND o.state NOT IN ('draft', 'cancel')) AS orders
  FROM tvshop_campaign_attempt a LEFT JOIN tvshop_call c ON c.id = a.call_id
 WHERE a.campaign_id = %(campaign)s AND a.state = 'done' AND a.start >= %(start)s
   AND NOT a.result = ANY(%(not_dialled)s)
"""


class TvshopCampaignPlan(models.Model):
    """What a list will take and bring, and what it has taken and brought so far (D9)."""

    _name = "tvshop.campaign.plan"
    _description = "Campaign Plan"
    _inherit = ["mail.thread"]
    _order = "start_date DESC, id DESC"
    _check_company_auto = True

    name = fields.Char(required=True)
    campaign_id = fields.Many2one(
        "tvshop.campaign",
        index=True,
        ondelete="cascade",
        check_company=True,
        help="Its calls so far say what to expect, and are set against the plan. Its calling hours "
        "say on which days there are calls.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    numbers = fields.Integer("Numbers on the List", required=True, default=1000)
    contact_rate = fields.Float(
        "Contact Rate (%)",
        default=30,
        help="Of all calls, those in which a live person talks with an agent.",
    )
    attempts = fields.Integer("Attempts per Number", default=2)
    talk_seconds = fields.Integer("Talking (s)", default=90, help="On the mean.")
    wrap_seconds = fields.Integer("Wrap-up (s)", default=25, help="On the mean.")
    occupancy = fields.Float(
        "Occupancy (%)",
        default=85,
        help="Share of the paid time spent in talks and wrap-up. Predictive dialling reaches 80 to "
        "95, one call per free agent about 65.",
    )
    hours = fields.Float("Hours of Calling a Day", default=8)
    sales_rate = fields.Float("Orders (% of contacts)", default=5)
    margin = fields.Monetary("Margin of an Order", help="After goods, delivery and returns.")
    pay = fields.Monetary("Pay of an Hour")
    line_minute = fields.Monetary("Line, a Minute of Talk")
    attempt_cost = fields.Monetary("Line, a Call in Vain")
    list_cost = fields.Monetary("List and Media", help="Once, for the whole list.")
    fixed_cost = fields.Monetary("Recruiting, Training and Rooms", help="Once.")
    commission = fields.Monetary("Commission of an Order")
    start_date = fields.Date("First Day", required=True, default=fields.Date.context_today)
    finish_by = fields.Date("To Be Done By", help="Says how many agents are needed.")
    agents = fields.Integer(
        "Agents at Work", help="0: as many as are needed by the day on which it is to be done."
    )

    agents_needed = fields.Integer(compute="_compute_outcome")
    finish_date = fields.Date("Done On", compute="_compute_outcome")
    planned_attempts = fields.Integer("Calls", compute="_compute_outcome")
    planned_contacts = fields.Integer("Contacts", compute="_compute_outcome")
    planned_orders = fields.Integer("Orders", compute="_compute_outcome")
    planned_lines = fields.Float("Lines Busy at Once", compute="_compute_outcome", digits=(8, 1))
    planned_hours = fields.Float("Agents' Hours", compute="_compute_outcome", digits=(10, 1))
    planned_labour = fields.Monetary("Pay", compute="_compute_outcome")
    planned_line_cost = fields.Monetary("Lines", compute="_compute_outcome")
    planned_cost = fields.Monetary("Cost", compute="_compute_outcome")
    planned_margin = fields.Monetary("Margin of All Orders", compute="_compute_outcome")
    planned_profit = fields.Monetary("Profit", compute="_compute_outcome")

    actual_attempts = fields.Integer("Calls so Far", compute="_compute_actual")
    actual_contacts = fields.Integer("Contacts so Far", compute="_compute_actual")
    actual_contact_rate = fields.Float("Contact Rate so Far (%)", compute="_compute_actual")
    actual_talk_seconds = fields.Integer("Talking so Far (s)", compute="_compute_actual")
    actual_wrap_seconds = fields.Integer("Wrap-up so Far (s)", compute="_compute_actual")
    actual_sales_rate = fields.Float("Orders so Far (% of contacts)", compute="_compute_actual")
    actual_orders = fields.Integer("Orders so Far", compute="_compute_actual")
    actual_hours = fields.Float(
        "Agents' Hours so Far",
        compute="_compute_actual",
        digits=(10, 1),
        help="Ready, on a call or in wrap-up for the campaign, by the record of agents' time.",
    )
    actual_labour = fields.Monetary("Pay so Far", compute="_compute_actual")
    actual_line_cost = fields.Monetary("Lines so Far", compute="_compute_actual")
    actual_cost = fields.Monetary("Cost so Far", compute="_compute_actual")
    actual_margin = fields.Monetary(
        "Margin so Far",
        compute="_compute_actual",
        help="Of its orders: price without taxes, less what the goods cost at present.",
    )
    actual_profit = fields.Monetary("Profit so Far", compute="_compute_actual")

    _given_valid = models.Constraint(
        "CHECK (numbers >= 0 AND attempts BETWEEN 1 AND 20 AND agents >= 0"
        " AND contact_rate BETWEEN 0 AND 100 AND sales_rate BETWEEN 0 AND 100"
        " AND occupancy > 0 AND occupancy <= 100 AND hours > 0 AND hours <= 24"
        " AND talk_seconds >= 0 AND wrap_seconds >= 0 AND talk_seconds + wrap_seconds > 0)",
        "Shares lie between 0 and 100%, a day has up to 24 hours, a number is tried 1 to 20 times,"
        " and a contact takes some seconds.",
    )

    @api.constrains("start_date", "finish_by", "agents")
    def _check_time(self):
        for plan in self:
            if plan.finish_by and plan.finish_by < plan.start_date:
                raise ValidationError(self.env._("A list can't be done before its first day."))
            if not (plan.agents or plan.finish_by):
                raise ValidationError(
                    self.env._("Say how many agents there are, or by when the list is to be done.")
                )

    @api.onchange("campaign_id")
    def _onchange_campaign_id(self):
        """What is expected is what was, where anything was."""
        if not self.campaign_id:
            return
        self.numbers = self.campaign_id.waiting_count
        self.attempts = self.campaign_id.max_attempts
        known = self._period(fields.Datetime.to_datetime("2000-01-01"))
        if known["contacts"]:
            self.contact_rate = PERCENT * known["contacts"] / known["attempts"]
            self.talk_seconds = round(known["talk"] / known["contacts"]) or 1
            self.wrap_seconds = round(known["wrap"] / known["contacts"])
            self.sales_rate = PERCENT * known["orders"] / known["contacts"]

    @api.depends(*GIVEN)
    def _compute_outcome(self):
        for plan in self:
            plan.update(plan._reckon() if plan._is_complete() else dict.fromkeys(PLANNED, False))

    def _is_complete(self):
        """While a plan is typed in, parts of it can be missing or wrong."""
        return (
            self.start_date
            and (self.agents > 0 or (self.finish_by and self.finish_by >= self.start_date))
            and self.numbers >= 0
            and self.attempts >= 1
            and 0 <= self.contact_rate <= PERCENT
            and 0 <= self.sales_rate <= PERCENT
            and 0 < self.occupancy <= PERCENT
            and self.hours > 0
            and min(self.talk_seconds, self.wrap_seconds) >= 0
            and self.talk_seconds + self.wrap_seconds > 0
        )

    def _prepare_plan(self):
        return planning.Plan(
            numbers=self.numbers,
            contact_rate=self.contact_rate / PERCENT,
            attempts=self.attempts,
            talk=self.talk_seconds,
            wrap=self.wrap_seconds,
            occupancy=self.occupancy / PERCENT,
            hours=self.hours,
            sales_rate=self.sales_rate / PERCENT,
            margin=self.margin,
            pay=self.pay,
            line_minute=self.line_minute,
            attempt_cost=self.attempt_cost,
            list_cost=self.list_cost,
            fixed_cost=self.fixed_cost,
            commission=self.commission,
        )

    def _reckon(self):
        plan, needed = self._prepare_plan(), 0
        if self.finish_by:
            needed = planning.agents_for(plan, max(self._working_days(), 1)) or 1
        result = planning.outcome(plan, self.agents or needed)
        is_working = self._is_working_day()
        try:
            finish = planning.finish_date(self.start_date, result.days, is_working)
        except ValueError:
            finish = False
        return {
            "agents_needed": needed,
            "finish_date": finish,
            "planned_attempts": round(result.attempts),
            "planned_contacts": round(result.contacts),
            "planned_orders": round(result.orders),
            "planned_lines": result.lines,
            **_money("planned", result),
        }

    def _working_days(self):
        is_working = self._is_working_day()
        span = min((self.finish_by - self.start_date).days + 1, MOST_DAYS)
        return sum(is_working(self.start_date + timedelta(days=day)) for day in range(span))

    def _is_working_day(self):
        """date → bool: whether there are calls on it"""
        holidays = self.env["tvshop.calling.holiday"].search(
            [("company_id", "=", self.company_id.id), ("date_to", ">=", self.start_date)]
        )
        off = [(holiday.date_from, holiday.date_to) for holiday in holidays]
        lines = self.campaign_id.hours_id.line_ids.mapped("weekdays")

        def is_working(day):
            is_off = any(first <= day <= last for first, last in off)
            return not is_off and (not lines or any(covers(one, day) for one in lines))

        return is_working

    @api.depends(*GIVEN)
    def _compute_actual(self):
        for plan in self:
            if not (plan.campaign_id and plan._is_complete()):
                plan.update(dict.fromkeys(ACTUAL, False))
                continue
            noon = datetime.combine(plan.start_date, time(12))
            plan.update(plan._prepare_actual(plan.campaign_id._day_start(noon)))

    def _period(self, start):
        """{attempts, contacts, talk, wrap, orders} of the campaign from a moment (naive UTC) on"""
        self.env["tvshop.campaign.attempt"].flush_model()
        self.env["tvshop.call"].flush_model(["campaign_id", "start", "wrap_seconds"])
        self.env["sale.order"].flush_model(["call_id", "state"])
        self.env.cr.execute(
            PERIOD,
            {
                "campaign": self.campaign_id.id,
                "start": start,
                "not_dialled": list(NOT_DIALLED),
            },
        )
        return self.env.cr.dictfetchone()

    def _prepare_actual(self, start):
        known, campaign = self._period(start), self.campaign_id._origin
        contacts = known["contacts"]
        self.env["tvshop.agent.state.log"].flush_model()
        [(hours,)] = self.env["tvshop.campaign.agent.report"]._read_group(
            [("campaign_id", "=", campaign.id), ("date", ">=", start)], [], ["hours:sum"]
        )
        done = planning.Done(
            known["attempts"], contacts, known["talk"], known["wrap"], hours or 0.0
        )
        (margin,) = campaign._sum_by_campaign(MARGIN, start).get(campaign.id, (0.0,))
        result = planning.settle(
            self._prepare_plan(), self.agents or 1, done, known["orders"], margin
        )
        return {
            "actual_attempts": known["attempts"],
            "actual_contacts": contacts,
            "actual_contact_rate": contacts and PERCENT * contacts / known["attempts"],
            "actual_talk_seconds": contacts and known["talk"] / contacts,
            "actual_wrap_seconds": contacts and known["wrap"] / contacts,
            "actual_sales_rate": contacts and PERCENT * known["orders"] / contacts,
            "actual_orders": known["orders"],
            **_money("actual", result),
        }


def _money(prefix, result):
    values = (
        result.agent_hours, result.labour_cost, result.line_cost, result.cost,
        result.revenue_margin, result.profit,
    )  # fmt: skip
    return {f"{prefix}_{name}": value for name, value in zip(MONEY, values, strict=True)}
