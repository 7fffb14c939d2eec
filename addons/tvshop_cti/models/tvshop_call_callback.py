from odoo import api, fields, models

from ..call_numbers import read_caller
from .tvshop_call import DONE
from .tvshop_callback import ABANDONED, MENU, OFFER
from .tvshop_callback_recorder import GAVE_UP, Ask


class TvshopCall(models.Model):
    """Calls that gave up or asked become call-backs, and calls back lead to their spot."""

    _inherit = "tvshop.call"

    callback_id = fields.Many2one(
        "tvshop.callback",
        "Call-back",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups="tvshop_crm.group_supervisor",
        help="That this call led to, or was an attempt at.",
    )

    @api.model
    def _record(self, pbx, folded):
        calls = super()._record(pbx, folded)
        self.env["tvshop.callback"]._follow(calls)
        return calls

    @api.model
    def _mark_callback(self, marks):
        """Callers who asked for it: `offer` in the queue, `menu`, or either with `:<digits>` for
        another number than the caller's."""
        asks = []
        for call, value, at in marks:
            source, _colon, digits = value.partition(":")
            number = read_caller(digits or call.caller_e164)
            source = MENU if source == MENU else OFFER
            asks.append(Ask(call, number.e164, number.masked, number.region, source, at))
        self.env["tvshop.callback"]._ask(asks)

    def _prepare_ask(self):
        """The `Ask` of a call that gave up in the queue, else None."""
        has_given_up = self.direction == "in" and self.state == DONE and self.outcome in GAVE_UP
        patience = self.pbx_id.company_id.tvshop_callback_min_wait
        if not has_given_up or not self.queue_id or self.wait_seconds < patience:
            return None
        return Ask(self, self.caller_e164, self.caller_masked, self.region, ABANDONED, self.end)

    def _prepare_origin_vals(self, call, lookup, number):
        """An attempt at a call-back says so in the request to dial."""
        vals = super()._prepare_origin_vals(call, lookup, number)
        row = lookup["outbox"].get(call.outbox_id)
        if row and (row.payload or {}).get("callback_id"):
            vals["callback_id"] = row.payload["callback_id"]
        return vals

    def _origin_vals(self):
        return self._called_back()._origin_vals() if self._called_back() else super()._origin_vals()

    def _pop_origin(self):
        return self._called_back()._pop_origin() if self._called_back() else super()._pop_origin()

    def _called_back(self):
        """Of a call back, the call-back that it is an attempt at."""
        # sudo: tvshop.callback – an agent in the call may see what the customer had called for
        callback = self.sudo().callback_id
        return callback if self.direction == "out" else callback.browse()


class TvshopPbx(models.Model):
    _inherit = "tvshop.pbx"

    def _lose_calls(self, at, linkedids=None):
        """A call back that was lost with the PBX has failed: its call-back is not held any more."""
        calls = super()._lose_calls(at, linkedids)
        self.env["tvshop.callback"]._follow(calls)
        return calls
