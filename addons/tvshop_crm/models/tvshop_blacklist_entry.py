from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..phone import mask, region

WATCHED, ACTIVE, EXPIRED, LIFTED = "watched", "active", "expired", "lifted"
CURRENT = (WATCHED, ACTIVE)
POLICIES = [
    ("warn", "Warn the agent"),
    ("announce", "Announcement, then hang up"),
    ("reject", "Turn away at once"),
]
# What a supervisor may change by hand; everything else has a deed of its own.
OPEN_FIELDS = frozenset({"until", "is_warned_only"})


class TvshopBlacklistEntry(models.Model):
    """A number that was marked as a nuisance: watched, then blacklisted, then no more.

    One entry collects the marks of one number. Lifted or expired, it stays on record with them;
    the next mark begins a new one, so that old marks don't count again.
    """

    _name = "tvshop.blacklist.entry"
    _description = "Blacklisted Number"
    _inherit = ["mail.thread"]
    _order = "state, since DESC, id DESC"
    _rec_name = "masked"

    e164 = fields.Char(
        "International Number",
        required=True,
        readonly=True,
        groups="tvshop_crm.group_number_reader",
    )
    masked = fields.Char(
        "Number", compute="_compute_shown", store=True, precompute=True, compute_sudo=True
    )
    region = fields.Char(compute="_compute_shown", store=True, precompute=True, compute_sudo=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        [
            (WATCHED, "Marked"),
            (ACTIVE, "Blacklisted"),
            (EXPIRED, "Expired"),
            (LIFTED, "Lifted"),
        ],
        required=True,
        readonly=True,
        default=WATCHED,
        index=True,
        tracking=True,
    )
    mark_ids = fields.One2many("tvshop.blacklist.mark", "entry_id", readonly=True)
    mark_count = fields.Integer("Marks", compute="_compute_mark_count", store=True)
    since = fields.Datetime("Blacklisted Since", readonly=True)
    until = fields.Datetime("Blacklisted Until", tracking=True, help="Empty: until it is lifted.")
    is_by_hand = fields.Boolean("Entered by Hand", readonly=True)
    is_warned_only = fields.Boolean(
        "Never Turn Away",
        tracking=True,
        help="The agent is warned, whatever the hotline says. So it begins for the number of a "
        "customer with orders, who may call about a parcel.",
    )
    reason = fields.Char(readonly=True, help="Of who entered it by hand.")
    lifted_by_id = fields.Many2one("res.users", readonly=True)
    lifted_at = fields.Datetime(readonly=True)
    lift_reason = fields.Char("Why Lifted", readonly=True, tracking=True)

    _current_uniq = models.UniqueIndex(
        "(company_id, e164) WHERE state IN ('watched', 'active')",
        "This number is being marked by somebody else at this moment. Try again.",
    )
    _due = models.Index("(until) WHERE state = 'active'")

    @api.depends("e164")
    def _compute_shown(self):
        for entry in self:
            entry.masked = mask(entry.e164)
            entry.region = region(entry.e164)

    # Stored, so that of two marks at the same time the second sees the first: both write here.
    @api.depends("mark_ids.withdrawn_at")
    def _compute_mark_count(self):
        for entry in self:
            entry.mark_count = len(entry.mark_ids.filtered(lambda mark: not mark.withdrawn_at))

    @api.constrains("until")
    def _check_until(self):
        now = fields.Datetime.now()
        if any(entry.state == ACTIVE and entry.until and entry.until <= now for entry in self):
            raise ValidationError(
                self.env._("The end lies in the past. To end it now, lift the entry.")
            )

    def write(self, vals):
        if not self.env.su and not OPEN_FIELDS.issuperset(vals):
            raise AccessError(self.env._("Entries are made by marks and ended by lifting them."))
        return super().write(vals)

    # Deeds

    def action_open_lift(self):
        """Ask a supervisor why, then lift these entries."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("tvshop_crm.blacklist_lift_action"),
            "context": {"default_entry_ids": self.filtered(lambda e: e.state == ACTIVE).ids},
        }

    @api.model
    def _current(self, e164):
        """The entry that watches this number or keeps it out; sudoed, maybe empty."""
        # sudo: tvshop.blacklist.entry – looked up by a number that the caller has
        return self.sudo().search(
            [
                ("e164", "=", e164 or ""),
                ("state", "in", CURRENT),
                ("company_id", "=", self.env.company.id),
            ],
            limit=1,
        )

    @api.model
    def _mark(self, e164, call_ref, reason, note="", **values):
        """Put down a nuisance call. A second mark in the same call changes the first one's reason.

        :param call_ref: what names the call, of whichever telephone system
        :param values: further fields of the mark
        :return: the mark, sudoed
        """
        if not e164:
            raise UserError(self.env._("A caller without a number can't be marked."))
        vals = {"reason": reason, "note": note or False, **values}
        # sudo: tvshop.blacklist.mark – of this call, which the caller has checked
        mark = self.env["tvshop.blacklist.mark"].sudo()._of_call(e164, call_ref)
        if mark:
            mark.write(vals)
            return mark
        # sudo: tvshop.blacklist.entry – the same
        entry = self._current(e164) or self.sudo().create({"e164": e164})
        mark = mark.create(
            {"entry_id": entry.id, "call_ref": call_ref, "user_id": self.env.uid, **vals}
        )
        entry._weigh()
        return mark

    def _counted_marks(self):
        """The marks that still count: not taken back, and within the company's window."""
        window = self.company_id.tvshop_blacklist_window_days
        oldest = window and fields.Datetime.now() - timedelta(days=window)
        return self.mark_ids.filtered(
            lambda mark: not mark.withdrawn_at and (not oldest or mark.date >= oldest)
        )

    def _weigh(self):
        """Blacklist a number with enough marks; watch it again when marks were taken back."""
        self.ensure_one()
        is_enough = len(self._counted_marks()) >= self.company_id.tvshop_blacklist_marks
        if is_enough and self.state == WATCHED:
            self._enter(self._default_until())
        elif not is_enough and self.state == ACTIVE and not self.is_by_hand:
            self.write({"state": WATCHED, "since": False, "until": False})

    def _enter(self, until, **values):
        """Blacklist it from now on."""
        self.ensure_one()
        partners = self.env["tvshop.contact.method"]._find_partners(self.e164)
        self.write(
            {
                "state": ACTIVE,
                "since": fields.Datetime.now(),
                "until": until,
                "is_warned_only": bool(partners._has_live_orders()),
                **values,
            }
        )

    def _default_until(self):
        days = (self.company_id or self.env.company).tvshop_blacklist_days
        return fields.Datetime.now() + timedelta(days=days) if days else False

    @api.model
    def _enter_by_hand(self, e164, until, reason):
        """A supervisor blacklists a number without waiting for marks."""
        self._check_supervisor()
        entry = self._current(e164)
        if entry.state == ACTIVE:
            raise UserError(self.env._("%s is blacklisted already.", entry.masked))
        # sudo: tvshop.blacklist.entry – the number is closed to supervisors, who may enter one
        entry = entry or self.sudo().create({"e164": e164})
        entry._enter(until, is_by_hand=True, reason=reason)
        return entry.with_env(self.env)

    def _lift(self, reason):
        """Let these numbers through again; their marks don't count any more."""
        self._check_supervisor()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why it is lifted."))
        # sudo: tvshop.blacklist.entry – the supervisor was checked above
        self.filtered(lambda entry: entry.state == ACTIVE).sudo().write(
            {
                "state": LIFTED,
                "lifted_by_id": self.env.uid,
                "lifted_at": fields.Datetime.now(),
                "lift_reason": reason,
            }
        )

    def _check_supervisor(self):
        if not (self.env.su or self.env.user.has_group("tvshop_crm.group_supervisor")):
            raise AccessError(self.env._("Only a supervisor changes the blacklist."))

    @api.model
    def _cron_expire(self):
        """Close the entries whose time is over; the telephone system has let them through since."""
        now = fields.Datetime.now()
        self.search([("state", "=", ACTIVE), ("until", "<=", now)]).write({"state": EXPIRED})

    def _reasons_text(self):
        """What the number was marked for, such as "Abuse ×2, Prank"."""
        labels = dict(self.env["tvshop.blacklist.mark"]._fields["reason"]._description_selection(
            self.env
        ))  # fmt: skip
        counts = {}
        for mark in self.mark_ids.filtered(lambda mark: not mark.withdrawn_at):
            counts[labels[mark.reason]] = counts.get(labels[mark.reason], 0) + 1
        texts = [f"{label} ×{n}" if n > 1 else label for label, n in counts.items()]
        return ", ".join(texts) or self.reason or ""
