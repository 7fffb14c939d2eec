from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..phone import NumberError, mask, normalize
from .tvshop_reveal_log import LOOKUP

PERIOD = timedelta(hours=1)


class TvshopNumberLookup(models.Model):
    """Full numbers that people typed: whether one is known answers a guess."""

    _name = "tvshop.number.lookup"
    _description = "Look-up of a Full Number"
    _log_access = False

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    e164 = fields.Char(required=True, groups=fields.NO_ACCESS)

    _recent = models.Index("(user_id, date)")

    @api.model
    def _count(self, typed):
        """Count numbers as typed; UserError when the user has asked for too many in an hour.

        A number asked for again within the hour counts once, and a caller's own number, which the
        call tells, doesn't come here. Who reads full numbers anyway is not counted.
        """
        numbers = self._read(typed)
        if not numbers or self.env.su or self._is_reader():
            return
        limit = self.env.company.tvshop_lookup_limit
        with self.env["tvshop.reveal.log"]._apart() as log:
            lookups = self.with_env(log.env)
            # Many requests at once must not each see the same few that went before.
            log.env.cr.execute("LOCK TABLE tvshop_number_lookup IN SHARE ROW EXCLUSIVE MODE")
            asked = lookups._asked()
            new = numbers - asked
            is_over = bool(new) and len(asked | new) > limit
            if is_over:
                lookups._refuse(log, new, limit)
            else:
                lookups.create([{"user_id": self.env.uid, "e164": e164} for e164 in new])
        if is_over:
            raise UserError(
                self.env._(
                    "You have asked for %s full numbers within an hour; your supervisor was told."
                    " Find the customer by name or order number, or go on later.",
                    limit,
                )
            )

    @api.model
    def _read(self, typed):
        numbers = set()
        for text in typed:
            try:
                number = normalize(text)
            except NumberError:
                continue
            if number:
                numbers.add(number.e164)
        return numbers

    def _is_reader(self):
        return self.env.user.has_group("tvshop_crm.group_number_reader")

    def _asked(self):
        since = fields.Datetime.now() - PERIOD
        return set(
            self.search([("user_id", "=", self.env.uid), ("date", ">", since)]).mapped("e164")
        )

    def _refuse(self, log, numbers, limit):
        """On record each time; the supervisor hears of it once an hour."""
        since = fields.Datetime.now() - PERIOD
        told = log.search_count(
            [("user_id", "=", self.env.uid), ("kind", "=", LOOKUP), ("date", ">", since)], limit=1
        )
        subject = ", ".join(mask(number) for number in sorted(numbers)[:10])
        log._add(LOOKUP, subject, self.env["tvshop.contact.method"])
        if not told:
            log._alert(
                self.env._(
                    "%(user)s has asked for more than %(limit)s full numbers within an hour.",
                    user=self.env.user.name,
                    limit=limit,
                )
            )

    @api.autovacuum
    def _gc_old(self):
        self.search(
            [("date", "<", fields.Datetime.now() - timedelta(days=1))], limit=10000
        ).unlink()
