from datetime import timedelta
from typing import NamedTuple

from odoo import fields, models
from odoo.addons.tvshop_crm.phone import national_digits
from odoo.tools import SQL

from .. import results
from .tvshop_campaign import RUNNING, ZONES
from .tvshop_campaign_target import (
    CALLBACK,
    COMPLAINT,
    CONTACTED,
    DIALLING,
    DONE,
    ENOUGH,
    ENOUGH_TODAY,
    IN_A_CALL,
    LEFT_OUT,
    PEACE,
    PEACE_TIME,
    PREFIX,
)
from .tvshop_do_not_call import LOCK

ROUNDS = 4
# How long a number is put off: until the next day's beginning where there is none.
PAUSES = {
    IN_A_CALL: timedelta(minutes=10),
    CALLBACK: timedelta(minutes=30),
    PEACE: timedelta(hours=8),
    PREFIX: timedelta(days=1),
    COMPLAINT: timedelta(days=1),
    CONTACTED: timedelta(days=1),
}
DUE = """
SELECT id FROM tvshop_campaign_target
 WHERE list_id = %s AND %s AND id != ALL(%s)
 ORDER BY next_try_at, id LIMIT %s FOR UPDATE SKIP LOCKED
"""


class Dial(NamedTuple):
    """A call to place. `number` are the digits, `linkedid` what the call is to be known by,
    `variables` what the dialplan's [campaign] asks for."""

    attempt_id: int
    campaign_id: int
    linkedid: str
    number: str
    ring: int
    variables: dict


class TvshopCampaign(models.Model):
    """Numbers for the engine: claimed, checked once more, and on record before they are dialled."""

    _inherit = "tvshop.campaign"

    def _claim(self, count):
        """Take up to `count` numbers that may be called now.

        :return: their attempts, to be committed before anything is dialled
        """
        self.ensure_one()
        attempts = self.env["tvshop.campaign.attempt"]
        now = fields.Datetime.now()
        zones = self._open_zones(now)
        if self.state != RUNNING or not zones:
            return attempts
        for _round in range(ROUNDS):
            if len(attempts) >= count:
                break
            due = self._lock_due(count - len(attempts), now, zones)
            if not due:
                break
            attempts |= self._attempt(self._one_each(self._sift(due, now), now), now)
        return attempts

    def _one_each(self, targets, now):
        """The first of `targets` with each number and of each customer; the others are put off."""
        taken = set()

        def take(target):
            own = {target.contact_method_id.e164, target.partner_id}
            is_free = taken.isdisjoint(own)
            taken.update(own if is_free else ())
            return is_free

        chosen = targets.filtered(take)
        (targets - chosen).write(self._prepare_unfit_vals(IN_A_CALL, now))
        return chosen

    def _lock_due(self, count, now, zones):
        """The next numbers of the lists, locked against other dialers: first by the lists' shares,
        what is missing then by their priority."""
        targets = self.env["tvshop.campaign.target"]
        targets.flush_model()
        found = []
        for one, most in [*self._mix(count), *((one, count) for one in self.list_ids)]:
            missing = min(most, count - len(found))
            if missing > 0:
                self.env.cr.execute(SQL(DUE, one.id, self._is_due(now, zones), found, missing))
                found += [row_id for (row_id,) in self.env.cr.fetchall()]
        return targets.browse(found)

    def _has_due(self, now, zones):
        """Whether a number of the lists may be tried now, as far as the lists know."""
        self.ensure_one()
        return bool(self._having_due(now, {self: zones}))

    def _having_due(self, now, zones):
        """Those of which a number of the lists may be tried now.

        :param zones: {campaign: the time zones in which it may call}
        """
        if not self:
            return self
        self.env["tvshop.campaign.target"].flush_model()
        each = (
            SQL(
                "SELECT %s WHERE EXISTS (SELECT FROM tvshop_campaign_target"
                " WHERE list_id = ANY(%s) AND %s)",
                one.id,
                one.list_ids.ids,
                one._is_due(now, zones[one]),
            )
            for one in self
        )
        self.env.cr.execute(SQL(" UNION ALL ").join(each))
        return self.browse(row_id for (row_id,) in self.env.cr.fetchall())

    def _mix(self, count):
        """[(list, how many)] so that today's calls come near to the lists' shares."""
        shares = {one.id: one.share for one in self.list_ids if one.share}
        if not shares:
            return []
        groups = self.env["tvshop.campaign.attempt"]._read_group(
            [
                ("list_id", "in", list(shares)),
                ("start", ">=", self._day_start(fields.Datetime.now())),
            ],
            ["list_id"],
            ["__count"],
        )
        dialled = {one.id: number for one, number in groups}
        given = dict.fromkeys(shares, 0)
        for _call in range(count):
            given[min(shares, key=lambda key: _load(key, dialled, given, shares))] += 1
        return [(one, given[one.id]) for one in self.list_ids if given.get(one.id)]

    def _sift(self, targets, now):
        """Those of `targets` that may be called at this moment; the others are put away."""
        conditions = [*targets._unfit(), *self._unfit_now(now), *targets._unfit_lately()]
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                SELECT t.id, %s FROM tvshop_campaign_target t
                  JOIN tvshop_contact_method m ON m.id = t.contact_method_id
                  JOIN tvshop_campaign c ON c.id = t.campaign_id
                 WHERE t.id = ANY(%s)
                """,
                targets._case(conditions),
                targets.ids,
            )
        )
        by_reason = {}
        for target_id, reason in self.env.cr.fetchall():
            by_reason.setdefault(reason, []).append(target_id)
        fit = set(by_reason.pop(None, []))
        for reason, ids in by_reason.items():
            targets.browse(ids).write(self._prepare_unfit_vals(reason, now))
        return targets.filtered(lambda target: target.id in fit)

    def _unfit_now(self, now):
        """[(reason, condition)] as of `_unfit`, of those who may be called later."""
        dialled = SQL("(a.result IS NULL OR NOT a.result = ANY(%s))", list(results.NOT_DIALLED))
        today = SQL("a.start >= %s AND %s", self._day_start(now), dialled)
        lately = SQL("a.start >= %s AND a.result = 'abandoned'", now - PEACE_TIME)
        return [
            (
                IN_A_CALL,
                SQL(
                    "EXISTS (SELECT 1 FROM tvshop_call o WHERE o.state = 'open'"
                    " AND (o.caller_e164 = m.e164 OR o.partner_id = t.partner_id)) OR %s",
                    any_of("EXISTS (%s)", SQL("a.state != 'done'")),
                ),
            ),
            (PEACE, any_of("EXISTS (%s)", lately)),
            (
                CALLBACK,
                SQL(
                    "EXISTS (SELECT 1 FROM tvshop_callback b"
                    " WHERE b.e164 = m.e164 AND b.state IN ('open', 'given'))"
                ),
            ),
            (
                ENOUGH,
                SQL(
                    "c.max_customer > 0 AND c.max_customer <= (SELECT count(*)"
                    " FROM tvshop_campaign_attempt a WHERE a.partner_id = t.partner_id"
                    " AND (a.campaign_id = c.id AND %s"
                    " AND a.create_date >= coalesce(t.begun_at, a.create_date)) IS TRUE)",
                    dialled,
                ),
            ),
            (
                ENOUGH_TODAY,
                any_of("(SELECT count(*) FROM (%s) tries) >= %s", today, self.max_daily),
            ),
        ]

    def _prepare_unfit_vals(self, reason, now):
        if reason in PAUSES:
            return {"reason": reason, "next_try_at": now + PAUSES[reason]}
        if reason == ENOUGH_TODAY:
            return {"reason": reason, "next_try_at": self._next_day(now)}
        if reason == ENOUGH:
            return {"state": DONE, "reason": reason}
        return {"state": LEFT_OUT, "reason": reason}

    def _attempt(self, targets, now):
        for count, group in targets.grouped("attempt_count").items():
            group.write({"state": DIALLING, "attempt_count": count + 1, "reason": False})
        vals_list = [self._prepare_attempt_vals(target, now) for target in targets]
        return self.env["tvshop.campaign.attempt"].create(vals_list)

    def _prepare_attempt_vals(self, target, now):
        return {
            "campaign_id": self.id,
            "list_id": target.list_id.id,
            "target_id": target.id,
            "pbx_id": self.pbx_id.id,
            "partner_id": target.partner_id.id,
            "contact_method_id": target.contact_method_id.id,
            "linkedid": self._linkedid(target, int(now.timestamp())),
            "start": now,
        }

    def _linkedid(self, target, second):
        """Asterisk compares linked ids by the numbers around the dot; its own have no leading 0,
        by which `is_chosen` tells them."""
        number = 32 * target.id + target.attempt_count % 32
        return f"{self.pbx_id.system_name}-{second}.0{number}"

    @staticmethod
    def _prepare_dial(attempt):
        campaign, contact = attempt.campaign_id, attempt.contact_method_id
        shown = campaign.caller_ids._number_for(contact.region) or campaign.caller_id
        return Dial(
            attempt.id,
            campaign.id,
            attempt.linkedid,
            national_digits(contact.e164),
            campaign.ring_seconds,
            {
                "ATTEMPT": attempt.id,
                "CALL_QUEUE": campaign.queue_id.pbx_queue,
                "RING": campaign.ring_seconds,
                "WAIT": campaign.wait_seconds,
                "CLI": shown or "",
                "MACHINE": campaign.machine or "",
                "MESSAGE": campaign.message_id.id or "",
            },
        )


def is_due(now, zones):
    """Whether a target may be tried at `now` in these zones, as SQL that its index answers."""
    if not zones:
        return SQL("FALSE")
    is_in_time = SQL("state = 'waiting' AND next_try_at <= %s", now)
    if set(zones) == set(ZONES):
        return is_in_time
    return SQL("%s AND zone IN %s", is_in_time, tuple(zones))


def any_of(test, condition, *params):
    """Whether the attempts `a` at the number `m` of `t`, or those at its customer, pass a test.

    Asked one by one, for no index answers both at once. A number has few attempts; all of today's
    are many, and before today's statistics PostgreSQL would take them for none: IS TRUE keeps it
    from the indexes of times and states.
    """
    condition = SQL("(%s) IS TRUE", condition)
    at_number = SQL(
        "SELECT 1 FROM tvshop_contact_method am"
        " JOIN tvshop_campaign_attempt a ON a.contact_method_id = am.id"
        " WHERE am.e164 = m.e164 AND %s",
        condition,
    )
    at_customer = SQL(
        "SELECT 1 FROM tvshop_campaign_attempt a WHERE a.partner_id = t.partner_id AND %s",
        condition,
    )
    return SQL("(%s OR %s)", SQL(test, at_number, *params), SQL(test, at_customer, *params))


def is_chosen(linkedid):
    """Whether a call's linked id is one that was chosen here for an attempt."""
    number = linkedid.rpartition(".")[2]
    return number.startswith("0") and number != "0"


def _load(key, dialled, given, shares):
    """How far a list is ahead of its share with one more call."""
    return (dialled.get(key, 0) + given[key] + 1) / shares[key]


class TvshopCampaignAttempt(models.Model):
    _inherit = "tvshop.campaign.attempt"

    def _lock_for_dialling(self):
        """Which of these may be dialled now; nobody can end that before this transaction does.

        To be asked at READ COMMITTED, with the attempts committed: what was committed before the
        lock was there must be seen. Of two claims at once neither saw the other's attempt: whoever
        comes here last sees both, and of one number or customer none is dialled beside another.
        :return: (to dial, to withdraw)
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                WITH claimed AS MATERIALIZED (
                    SELECT a.id, m.e164 FROM tvshop_campaign_attempt a
                      JOIN tvshop_contact_method m ON m.id = a.contact_method_id
                     WHERE a.id = ANY(%s) AND a.state = 'claimed')
                SELECT id FROM claimed WHERE pg_try_advisory_xact_lock_shared(%s, hashtext(e164))
                """,
                self.ids,
                LOCK,
            )
        )
        locked = [row_id for (row_id,) in self.env.cr.fetchall()]
        self.env.cr.execute(
            SQL(
                """
                SELECT t.id FROM tvshop_campaign_attempt t
                  JOIN tvshop_contact_method m ON m.id = t.contact_method_id
                  JOIN tvshop_campaign c ON c.id = t.campaign_id
                 WHERE t.id = ANY(%s) AND c.state = 'running' AND NOT EXISTS (
                       SELECT 1 FROM tvshop_do_not_call d
                        WHERE d.company_id = c.company_id AND d.e164 = m.e164 AND d.active)
                   AND NOT %s
                """,
                locked,
                any_of("EXISTS (%s)", SQL("a.state != 'done' AND a.id != t.id")),
            )
        )
        allowed = self.browse([row_id for (row_id,) in self.env.cr.fetchall()])
        return allowed, self - allowed

    def _withdraw(self):
        """These were certainly not dialled: their numbers go back to their lists."""
        self._close(results.WITHDRAWN)
