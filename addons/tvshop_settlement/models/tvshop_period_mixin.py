from odoo import models
from odoo.exceptions import UserError


class TvshopPeriodMixin(models.AbstractModel):
    """A document that closes all up to its `date_to`, for good unless it is the last one.

    Who inherits has a `state`, and names in `_period_of` what has periods of its own, in
    `_period_open` the states of which there is one at a time, and in `_period_closed` the one that
    closes.
    """

    _name = "tvshop.period.mixin"
    _description = "Document that Closes a Period"
    _period_of = None
    _period_open = ()
    _period_closed = None

    def _check_period(self):
        """:raises UserError: if the period is closed up to the day, or a later one"""
        closed = [
            *self._others(),
            ("state", "=", self._period_closed),
            ("date_to", ">=", self.date_to),
        ]
        if later := self.search(closed, limit=1):
            raise UserError(
                self.env._(
                    "The period up to %(day)s is closed by %(name)s; settle up to a later day.",
                    name=later.name,
                    day=later.date_to,
                )
            )

    def _check_last(self):
        """:raises UserError: if one that is open or closed a later day builds on this one"""
        later = self.search(
            [
                *self._others(),
                "|",
                ("state", "in", self._period_open),
                "&",
                ("state", "=", self._period_closed),
                ("date_to", ">", self.date_to),
            ],
            limit=1,
        )
        if later:
            raise UserError(self.env._("%s builds on this one; take it back first.", later.name))

    def _others(self):
        return [(self._period_of, "=", self[self._period_of].id), ("id", "!=", self.id)]
