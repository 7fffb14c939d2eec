from odoo import api, fields, models
from odoo.addons.tvshop_crm.phone import normalize

from .tvshop_agent_desk import to_iso
from .tvshop_callback import UNFINISHED

PROFILE_CALLS = 20


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "tvshop.bridge.mixin"]
    _pbx_fields = frozenset({"grade_id"})

    call_ids = fields.One2many("tvshop.call", "partner_id")
    call_count = fields.Integer(compute="_compute_call_count", groups="tvshop_crm.group_agent")

    def _compute_call_count(self):
        # sudo: tvshop.call – agents see their own calls and how many there were in all
        counts = dict(
            self.env["tvshop.call"]
            .sudo()
            ._read_group([("partner_id", "in", self.ids)], ["partner_id"], ["__count"])
        )
        for partner in self:
            partner.call_count = counts.get(partner, 0)

    def action_view_calls(self):
        self.ensure_one()
        return self.env["tvshop.call"]._action_of(("partner_id", "=", self.id))

    @api.model
    def desktop_profile(self, partner_id):
        """The profile with `calls`, the last ones first, and `callbacks` that wait."""
        profile = super().desktop_profile(partner_id)
        profile["calls"] = self.browse(partner_id)._desktop_calls()
        profile["callbacks"] = self.browse(partner_id)._desktop_callbacks()
        return profile

    def _desktop_calls(self):
        # sudo: tvshop.call – who may open the customer may see when the customer called
        calls = (
            self.env["tvshop.call"]
            .sudo()
            .search([("partner_id", "=", self.id)], limit=PROFILE_CALLS)
        )
        outcomes = dict(calls._fields["outcome"]._description_selection(self.env))
        directions = dict(calls._fields["direction"]._description_selection(self.env))
        return [
            {
                "id": call.id,
                "start": to_iso(call.start),
                "direction": call.direction,
                "direction_label": directions[call.direction],
                "hotline": call.hotline_id.name or "",
                "spot": call.spot_id.name or "",
                "agent": call.agent_id.user_id.name or "",
                "outcome": call.outcome,
                "outcome_label": outcomes.get(call.outcome, ""),
                "talk_seconds": call.talk_seconds,
            }
            for call in calls
        ]

    def _desktop_callbacks(self):
        # sudo: tvshop.callback – who may open the customer may see when we call the customer
        callbacks = self.env["tvshop.callback"].sudo()
        return callbacks.search(
            [("partner_id", "=", self.id), ("state", "in", UNFINISHED)]
        )._desktop_rows()

    @api.model
    def desktop_save(self, partner_id, vals):
        """With `vals["origin"]["call_id"]`, a call of this user: adds the caller's number, the
        call's origin, and puts the customer on the call."""
        call = self.env["tvshop.call"]._own((vals.get("origin") or {}).get("call_id"))
        if call:
            origin = {**call._origin_vals(), **self._given(vals["origin"])}
            vals = {**vals, "origin": origin}
        result = super().desktop_save(partner_id, vals)
        if call and result.get("id"):
            call.partner_id = result["id"]
            result["calls"] = self.browse(result["id"])._desktop_calls()
            result["callbacks"] = self.browse(result["id"])._desktop_callbacks()
        return result

    def _desktop_caller_contacts(self, vals, contacts):
        """The caller's number, which the browser must not know."""
        call = self.env["tvshop.call"]._own((vals.get("origin") or {}).get("call_id"))
        if not call.caller_e164 or (self and call._candidates()):
            return []
        is_first = not self and not any(one.get("is_main") for one in contacts)
        number = normalize(call.caller_e164)
        return [{"kind": number.kind, "value": number.e164, "is_main": is_first}]

    @api.model
    def _given(self, vals):
        return {key: value for key, value in vals.items() if value}
