from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .. import results
from .tvshop_campaign_attempt import RESULTS
from .tvshop_campaign_outcome import AGAIN
from .tvshop_campaign_retry import pause

WAITING, GIVEN, DIALLING = "waiting", "given", "dialling"
DONE, HELD, LEFT_OUT = "done", "held", "left_out"
STATES = [
    (WAITING, "To be called"),
    (GIVEN, "With an agent"),
    (DIALLING, "Being called"),
    (DONE, "Done"),
    (HELD, "Held back"),
    (LEFT_OUT, "Left out"),
]
DNC, BLACKLIST, REGION, REMOVED = "do_not_call", "blacklist", "region", "removed"
CONSENT, COMPLAINT, CONTACTED = "consent", "complaint", "contacted"
PREFIX = "prefix"
IN_A_CALL, ENOUGH_TODAY, CALLBACK, PEACE = "in_a_call", "enough_today", "callback", "abandoned"
ENOUGH = "enough"
REASONS = [
    (REMOVED, "Removed"),
    (REGION, "Unknown region"),
    (DNC, "Do not call"),
    (BLACKLIST, "Blacklisted"),
    (CONSENT, "No consent"),
    (PREFIX, "Not dialled from here"),
    (COMPLAINT, "Open complaint"),
    (CONTACTED, "Contacted lately"),
    (PEACE, "Abandoned lately"),
    (ENOUGH_TODAY, "Tried often enough today"),
    (ENOUGH, "Customer tried often enough"),
    (CALLBACK, "Waits for a call-back"),
    (IN_A_CALL, "In a call"),
]
# Who was abandoned is left in peace so long, but by an agent who dials.
PEACE_TIME = timedelta(hours=72)
LIMIT_PAUSE = timedelta(minutes=5)
# What the dial-out rules say of the number `m`, as dialled at home: the longest prefix decides.
DIAL_POLICY = SQL(
    "(SELECT r.policy FROM tvshop_dial_rule r WHERE r.active AND starts_with("
    "CASE WHEN m.e164 ~ '^\\+86(1[0-9]{10}$|[48]00)' THEN '' ELSE '0' END || substr(m.e164, 4),"
    " r.prefix) ORDER BY length(r.prefix) DESC LIMIT 1)"
)


class TvshopCampaignTarget(models.Model):
    """A customer's number in a campaign, and where the campaign stands with it."""

    _name = "tvshop.campaign.target"
    _description = "Number in a Campaign"
    _order = "campaign_id, next_try_at, id"
    _rec_name = "masked"

    campaign_id = fields.Many2one(
        "tvshop.campaign", required=True, readonly=True, ondelete="cascade"
    )
    list_id = fields.Many2one(
        "tvshop.campaign.list", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="campaign_id.company_id")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    contact_method_id = fields.Many2one(
        "tvshop.contact.method", required=True, readonly=True, index=True, ondelete="cascade"
    )
    masked = fields.Char("Number", related="contact_method_id.masked")
    region = fields.Char(related="contact_method_id.region")
    zone = fields.Char("Time Zone", readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default=WAITING)
    reason = fields.Selection(
        REASONS, "Not Called Because", readonly=True, help="Left out, or put off until later."
    )
    next_try_at = fields.Datetime("Not Before", required=True, readonly=True)
    attempt_count = fields.Integer("Attempts", readonly=True)
    begun_at = fields.Datetime(
        "Begun Anew", readonly=True, help="Attempts from before count no longer."
    )
    last_result = fields.Selection(RESULTS, readonly=True)
    outcome_id = fields.Many2one("tvshop.campaign.outcome", readonly=True, ondelete="restrict")
    attempt_ids = fields.One2many("tvshop.campaign.attempt", "target_id")

    _number_uniq = models.Constraint(
        "UNIQUE (campaign_id, contact_method_id)", "This number is in the campaign already."
    )
    _due = models.Index("(list_id, next_try_at, id, zone) WHERE state = 'waiting'")
    _by_state = models.Index("(list_id, state)")
    _by_campaign = models.Index("(campaign_id, state)")

    def write(self, vals):
        if not self.env.su:
            raise AccessError(self.env._("Numbers of a campaign follow the calls."))
        return super().write(vals)

    def action_put_back(self):
        """Call again whom nobody knows what became of: a person's decision."""
        self.check_access("write")
        if any(target.state not in (HELD, DONE) for target in self):
            raise UserError(
                self.env._("Only numbers that are done or held back can be put back on the list.")
            )
        for target in self:
            if target.attempt_count >= target.campaign_id.max_attempts:
                raise UserError(
                    self.env._(
                        "“%s” was tried as often as its campaign allows. Raise the attempts per "
                        "number first.",
                        target.masked,
                    )
                )
        # sudo: tvshop.campaign.target – a supervisor's own decision; nobody else writes targets
        self.sudo().write({"state": WAITING, "next_try_at": fields.Datetime.now()})

    # Who is not to be called

    @api.model
    def _unfit(self):
        """[(reason, condition)] of targets `t` with contact `m` and campaign `c` who stay out."""
        return [
            (
                REMOVED,
                SQL(
                    "NOT m.active OR NOT EXISTS"
                    " (SELECT 1 FROM res_partner p WHERE p.id = t.partner_id AND p.active)"
                ),
            ),
            # of a prefix that the numbering plan doesn't know, only the country is told
            (
                REGION,
                SQL("t.zone IS NULL OR m.region = '中国' OR m.e164 NOT LIKE '+86%%'"),
            ),
            (
                DNC,
                SQL(
                    "EXISTS (SELECT 1 FROM tvshop_do_not_call d"
                    " WHERE d.company_id = c.company_id AND d.e164 = m.e164 AND d.active)"
                ),
            ),
            (
                BLACKLIST,
                SQL(
                    "EXISTS (SELECT 1 FROM tvshop_blacklist_entry b"
                    " WHERE b.company_id = c.company_id AND b.e164 = m.e164 AND b.state = 'active'"
                    " AND (b.until IS NULL OR b.until > %s))",
                    fields.Datetime.now(),
                ),
            ),
            (
                CONSENT,
                SQL(
                    "EXISTS (SELECT 1 FROM res_partner p WHERE p.id = t.partner_id AND"
                    " (p.call_consent = 'withdrawn' OR c.needs_consent AND"
                    " p.call_consent IS DISTINCT FROM 'given'))"
                ),
            ),
        ]

    @api.model
    def _unfit_lately(self):
        """[(reason, condition)] as of `_unfit`, of those who are put off for a day."""
        return [
            (PREFIX, SQL("%s IS DISTINCT FROM 'allow'", DIAL_POLICY)),
            (
                COMPLAINT,
                SQL(
                    "EXISTS (SELECT 1 FROM mail_activity y"
                    " WHERE y.tvshop_complainant_id = t.partner_id AND y.active)"
                ),
            ),
            (
                CONTACTED,
                SQL(
                    "c.contact_days > 0 AND EXISTS (SELECT 1 FROM tvshop_call o"
                    " WHERE (o.caller_e164 = m.e164 OR o.partner_id = t.partner_id)"
                    " AND o.answered_at >= %s - c.contact_days * interval '1 day')",
                    fields.Datetime.now(),
                ),
            ),
        ]

    @api.model
    def _case(self, conditions):
        whens = [SQL("WHEN %s THEN %s", condition, reason) for reason, condition in conditions]
        return SQL("CASE %s END", SQL(" ").join(whens))

    @api.model
    def _put_away(self, lists):
        """Take off the lists, for sets, who is not to be called now, with the reason."""
        self.env.flush_all()
        found = """
            UPDATE tvshop_campaign_target target SET reason = found.reason, %s
              FROM (SELECT t.id, %s AS reason
                      FROM tvshop_campaign_target t
                      JOIN tvshop_contact_method m ON m.id = t.contact_method_id
                      JOIN tvshop_campaign c ON c.id = t.campaign_id
                     WHERE t.list_id = ANY(%s) AND t.state = 'waiting' AND t.attempt_count = 0
                   ) found
             WHERE target.id = found.id AND found.reason IS NOT NULL
            """
        later = SQL("next_try_at = %s", fields.Datetime.now() + timedelta(days=1))
        for change, conditions in (
            (SQL("state = 'left_out'"), self._unfit()),
            (later, self._unfit_lately()),
        ):
            self.env.cr.execute(SQL(found, change, self._case(conditions), lists.ids))
        self.invalidate_model()

    # After an attempt

    def _settle(self, attempts):
        """Say what happens next with the numbers of attempts that are over.

        :param attempts: one for each of these targets; one that was followed by another, and of
            which something comes to light late, changes nothing any more
        """
        now = fields.Datetime.now()
        tries = self._count_tries()
        last = dict(
            self.env["tvshop.campaign.attempt"]._read_group(
                [("target_id", "in", self.ids)], ["target_id"], ["id:max"]
            )
        )
        for attempt in attempts:
            target = attempt.target_id
            if last[target] == attempt.id:
                vals = target._prepare_next_vals(attempt, tries, now)
                target.write({"last_result": attempt.result, **vals})

    def _count_tries(self):
        """Counter of the attempts that are over: (target, result) and (target, outcome)."""
        attempts = self.env["tvshop.campaign.attempt"].search_fetch(
            [("target_id", "in", self.ids), ("state", "=", "done")],
            ["target_id", "result", "outcome_id", "create_date"],
        )
        tries = Counter()
        for attempt in attempts:
            target = attempt.target_id
            if not target.begun_at or attempt.create_date >= target.begun_at:
                tries[target, attempt.result] += 1
                tries[target, attempt.outcome_id] += 1
        return tries

    def _begin_again(self):
        """Call these as if they were new on the list."""
        now = fields.Datetime.now()
        again = {"state": WAITING, "next_try_at": now, "attempt_count": 0, "begun_at": now}
        # sudo: tvshop.campaign.target – follows from what a supervisor has set up
        self.sudo().write({**again, "reason": False, "outcome_id": False})

    def _prepare_next_vals(self, attempt, tries, now):
        result = attempt.result
        if result in results.NOT_DIALLED:
            return {
                "state": WAITING,
                "next_try_at": now + LIMIT_PAUSE,
                "attempt_count": self.attempt_count - 1,
            }
        if result == results.UNKNOWN:
            return {"state": HELD}
        if result == results.LIVE:
            return self._prepare_outcome_vals(attempt.outcome_id, tries)
        if result == results.ABANDONED:
            return self._again(attempt.end or now, PEACE_TIME)
        rule = self.campaign_id.retry_ids.filtered(lambda rule: rule.result == result)
        return self._again_by(rule, tries[self, result], now)

    def _prepare_outcome_vals(self, outcome, tries):
        """What an agent said of the talk: done, or tried again by the outcome's rule."""
        rule = outcome.filtered(lambda outcome: outcome.kind == AGAIN)
        vals = self._again_by(rule, tries[self, outcome], fields.Datetime.now())
        return {"outcome_id": outcome.id, **vals}

    def _again_by(self, rule, tries, now):
        """:param rule: of an outcome or a result, empty for never; `tries` with this one"""
        if not rule or tries >= rule.max_tries:
            return {"state": DONE}
        return self._again(now, pause(rule.delay_minutes, rule.growth, tries))

    def _again(self, now, after):
        if self.attempt_count >= self.campaign_id.max_attempts:
            return {"state": DONE}
        return {"state": WAITING, "next_try_at": now + after}

    def _take_outcome(self, attempt):
        """The agent has said what a talk came to; while it lasts, its end decides."""
        if attempt.state == "done":
            self.write(self._prepare_outcome_vals(attempt.outcome_id, self._count_tries()))
        else:
            self.outcome_id = attempt.outcome_id
