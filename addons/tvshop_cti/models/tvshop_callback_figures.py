from statistics import median

from odoo import api, models

from .tvshop_callback import UNFINISHED


class TvshopCallback(models.Model):
    """What the head of the list says."""

    _inherit = "tvshop.callback"

    @api.model
    def list_figures(self):
        """How those call-backs stand that the user may see.

        :return: {waiting, late: how many; dialled: how many were first called back today;
            median_seconds: of those, from giving up to being called back, False for none}
        """
        ((dialled, seconds),) = self._read_group(
            [("first_dial_at", ">=", "today")], [], ["__count", "seconds_to_dial:array_agg"]
        )
        waiting = [("state", "in", UNFINISHED)]
        return {
            "waiting": self.search_count(waiting),
            "late": self.search_count([*waiting, ("late_at", "<=", "now")]),
            "dialled": dialled,
            "median_seconds": round(median(seconds)) if dialled else False,
        }
