from odoo import api, fields, models
from odoo.exceptions import UserError

WARNED, REFUSED = "warn", "refused"


class TvshopCall(models.Model):
    """What the blacklist did to a call, and what agents say of it."""

    _inherit = "tvshop.call"

    blacklist_action = fields.Selection(
        [
            (WARNED, "Agent warned"),
            ("announce", "Announcement"),
            ("reject", "Turned away"),
            (REFUSED, "Refused by the agent"),
        ],
        "Blacklist",
    )
    nuisance_mark_ids = fields.One2many(
        "tvshop.blacklist.mark", "call_id", groups="tvshop_crm.group_supervisor"
    )

    @api.model
    def _mark_blacklist(self, marks):
        """What the dialplan noted; the last note counts: a warned call may be refused."""
        last = {call: value for call, value, _at in sorted(marks, key=lambda mark: mark[2])}
        known = dict(self._fields["blacklist_action"].selection)
        for call, value in last.items():
            if value in known and call.blacklist_action != value:
                call.blacklist_action = value

    def _mark_nuisance(self, reason, note=""):
        """Put this call down as a nuisance, in the name of the user; see the entry's `_mark`."""
        self.ensure_one()
        # sudo: tvshop.call – the number is marked, not shown
        call = self.sudo()
        if call.direction == "internal":
            raise UserError(self.env._("A call between colleagues can't be marked."))
        if not call.caller_e164:
            raise UserError(
                self.env._("The caller withholds the number: there is nothing to blacklist.")
                if call.is_withheld
                else self.env._("This caller's number is none that could be blacklisted.")
            )
        entries = self.env["tvshop.blacklist.entry"].with_company(call.pbx_id.company_id)
        return entries._mark(call.caller_e164, call.linkedid, reason, note, call_id=call.id)

    def _own_nuisance_mark(self, user):
        """The mark of `user` on this call, if there is one; False without."""
        return (
            self.env["tvshop.blacklist.mark"]
            # sudo: tvshop.blacklist.mark – one's own
            .sudo()
            .search(
                [
                    ("call_id", "=", self.id),
                    ("user_id", "=", user.id),
                    ("withdrawn_at", "=", False),
                ],
                limit=1,
            )
            or False
        )
