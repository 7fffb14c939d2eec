from odoo import api, fields, models
from odoo.exceptions import UserError

from ..matching import match

TOTALS = (
    *("due_count", "cod_total", "returned_total", "fee_total", "received_total"),
    *("closing_count", "off_total"),
)
# Of them, those that are shown beside the ones of the settlement before.
COMPARED = [name for name in TOTALS if name != "closing_count"]


class TvshopSettlement(models.Model):
    """What carriers owe and paid up to a day, computed, checked and posted; each thing once."""

    _name = "tvshop.settlement"
    _description = "Settlement with Carriers"
    _inherit = ["tvshop.document.mixin", "tvshop.period.mixin", "mail.thread"]
    _order = "date_to DESC, id DESC"
    _entered = frozenset({"date_to", "company_id"})
    _period_of, _period_closed = "company_id", "posted"
    _period_open = ("computed", "checked", "posting")

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_to = fields.Date(
        "Up To", required=True, default=lambda self: self._default_date_to(), tracking=True
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("computed", "Computed"),
            ("checked", "Checked"),
            ("posting", "Being Posted"),
            ("posted", "Posted"),
            ("reversed", "Reversed"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    due_ids = fields.One2many("tvshop.parcel.due", "settlement_id", "Parcels", readonly=True)
    return_ids = fields.One2many("tvshop.due.return", "settlement_id", "Came Back", readonly=True)
    line_ids = fields.One2many("tvshop.remittance.line", "settlement_id", "Payments", readonly=True)
    closing_ids = fields.One2many("tvshop.due.closing", "settlement_id", readonly=True)
    carrier_ids = fields.One2many(
        "tvshop.settlement.carrier", "settlement_id", "By Carrier", readonly=True
    )
    move_ids = fields.One2many("account.move", "tvshop_settlement_id", "Entries", readonly=True)
    move_count = fields.Integer("Entry Count", compute="_compute_move_count")
    checked_by_id = fields.Many2one("res.users", "Checked By", readonly=True, copy=False)
    previous_id = fields.Many2one(
        "tvshop.settlement", "Settlement Before", compute="_compute_previous_id"
    )
    previous_due_count = fields.Integer("Parcels Before", compute="_compute_previous_id")
    previous_cod_total = fields.Monetary("Collected Before", compute="_compute_previous_id")
    previous_returned_total = fields.Monetary("Taken Back Before", compute="_compute_previous_id")
    previous_fee_total = fields.Monetary("Fees Before", compute="_compute_previous_id")
    previous_received_total = fields.Monetary("Received Before", compute="_compute_previous_id")
    previous_off_total = fields.Monetary("Written Off Before", compute="_compute_previous_id")

    change_due_count = fields.Integer("More Parcels", compute="_compute_changes")
    change_cod_total = fields.Monetary("More Collected", compute="_compute_changes")
    change_returned_total = fields.Monetary("More Taken Back", compute="_compute_changes")
    change_fee_total = fields.Monetary("More Fees", compute="_compute_changes")
    change_received_total = fields.Monetary("More Received", compute="_compute_changes")
    change_off_total = fields.Monetary("More Written Off", compute="_compute_changes")

    due_count = fields.Integer("Parcels Charged", readonly=True, copy=False)
    cod_total = fields.Monetary("Collected", readonly=True, copy=False)
    returned_total = fields.Monetary(
        "Taken Back", readonly=True, copy=False, help="Cash that is not owed, as goods came back."
    )
    fee_total = fields.Monetary("Fees", readonly=True, copy=False)
    received_total = fields.Monetary("Received", readonly=True, copy=False)
    closing_count = fields.Integer("Parcels Closed", readonly=True, copy=False)
    off_total = fields.Monetary("Written Off", readonly=True, copy=False)
    difference_count = fields.Integer("Open Differences", compute="_compute_difference_count")
    progress = fields.Integer("Posted %", compute="_compute_progress")
    problem = fields.Char("Posting Stopped", readonly=True, copy=False, tracking=True)

    _one_open = models.UniqueIndex(
        "(company_id) WHERE state IN ('computed', 'checked', 'posting')",
        "Another settlement is open. Post it, or set it back to draft.",
    )

    @api.model
    def _default_date_to(self):
        """The end of last month."""
        return fields.Date.subtract(fields.Date.context_today(self).replace(day=1), days=1)

    # Computes

    @api.depends("move_ids")
    def _compute_move_count(self):
        for run in self:
            run.move_count = len(run.move_ids)

    @api.depends("date_to", "state")
    def _compute_previous_id(self):
        for run in self:
            before = self.search(
                [
                    ("company_id", "=", run.company_id.id),
                    ("state", "=", "posted"),
                    ("date_to", "<", run.date_to),
                ],
                limit=1,
            )
            run.previous_id = before
            for name in COMPARED:
                run[f"previous_{name}"] = before[name]

    @api.depends("previous_id", *COMPARED)
    def _compute_changes(self):
        for run in self:
            for name in COMPARED:
                run[f"change_{name}"] = run[name] - run[f"previous_{name}"]

    @api.depends("state")
    def _compute_difference_count(self):
        for run in self:
            run.difference_count = self.env["tvshop.parcel.due"].search_count(
                run._difference_domain()
            )

    @api.depends(
        "state",
        *(f"{name}.is_posted" for name in ("due_ids", "return_ids", "line_ids", "closing_ids")),
    )
    def _compute_progress(self):
        for run in self:
            left = sum(self.env[name].search_count(domain) for name, domain in run._left())
            whole = run._count()
            run.progress = 100 * (whole - left) // whole if whole else 100

    def _count(self):
        """How many things the settlement posts."""
        return sum(map(len, (self.due_ids, self.return_ids, self.line_ids, self.closing_ids)))

    def _difference_domain(self):
        return [
            ("company_id", "=", self.company_id.id),
            ("date", "<=", self.date_to),
            ("is_difference", "=", True),
        ]

    # CRUD

    def write(self, vals):
        if self._entered & vals.keys():
            self._check_state("draft")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        self._check_state("draft")

    def _is_closed(self):
        """What is posted in it can't be changed any more."""
        return self.state in ("posting", "posted")

    # Steps

    def action_compute(self):
        """Gather what the settlement would post; nothing is posted yet."""
        run = self._take("draft", "computed")
        run._check_period()
        run._release()
        self.env["tvshop.parcel.due"].with_company(run.company_id)._charge(run.company_id)
        run._gather()
        run.env["tvshop.settlement.carrier"]._make(run)
        run.write({**run._totals(), "state": "computed"})

    def action_check(self):
        """Somebody has looked at the figures: they are frozen as they stand."""
        run = self._take("computed")
        run._check_unchanged()
        run.write({"state": "checked", "checked_by_id": self.env.uid})

    def action_back_to_draft(self):
        run = self._take("computed", "checked")
        run._release()
        run.write({"state": "draft", "checked_by_id": False})

    def _release(self):
        self.closing_ids.unlink()
        self.carrier_ids.unlink()
        self.due_ids.settlement_id = False
        self.return_ids.settlement_id = False
        self.line_ids.settlement_id = False

    def _gather(self):
        """Take what is due and what was paid up to the day and is in no settlement yet."""
        domain = self._open_domain()
        dues = self.env["tvshop.parcel.due"].with_context(tracking_disable=True)
        dues.search(domain).settlement_id = self
        self.env["tvshop.due.return"].search(domain).settlement_id = self
        self.env["tvshop.remittance.line"].search(domain).settlement_id = self
        self.env["tvshop.due.closing"].create(
            [
                {
                    "due_id" if record._name == "tvshop.parcel.due" else "line_id": record.id,
                    "settlement_id": self.id,
                    "amount": amount,
                }
                for record, amount in self._closable()
            ]
        )

    def _open_domain(self):
        return [
            ("company_id", "=", self.company_id.id),
            ("settlement_id", "=", False),
            ("date", "<=", self.date_to),
        ]

    def _closable(self):
        """Parcels charged by now of which all payments are in, and nothing is in dispute, and
        unknown payments that are written off; each with what is missing."""
        dues = self.env["tvshop.parcel.due"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("is_closed", "=", False),
                ("settlement_id", "!=", False),
                "|",
                ("cause", "=", match.MATCHED),
                ("resolution", "=", "accepted"),
            ]
        )
        dues = dues.filtered(
            lambda due: all(one.settlement_id for one in (*due.return_ids, *due.line_ids))
        )
        lines = self.env["tvshop.remittance.line"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("write_off_note", "!=", False),
                ("settlement_id", "!=", False),
                ("closing_ids", "not any", [("is_posted", "=", True)]),
            ]
        )
        return [(due, due.balance) for due in dues] + [(line, -line.net_amount) for line in lines]

    def _totals(self):
        self.env.flush_all()
        return {
            "due_count": len(self.due_ids),
            "cod_total": sum(self.due_ids.mapped("cod_amount")),
            "returned_total": sum(self.return_ids.mapped("cod_amount")),
            "fee_total": sum(self.due_ids.mapped("fee_amount"))
            + sum(self.return_ids.mapped("fee_amount")),
            "received_total": sum(self.line_ids.mapped("net_amount")),
            "closing_count": len(self.closing_ids),
            "off_total": sum(self.closing_ids.mapped("amount")),
        }

    def _check_unchanged(self):
        """:raises UserError: if what was computed has changed since"""
        now = self._totals()
        closing = {(closing._closed(), closing.amount) for closing in self.closing_ids}
        is_same = closing == set(self._closable())
        late = self.env["tvshop.remittance.line"].search_count(self._open_domain(), limit=1)
        is_same = is_same and not late
        for name in TOTALS:
            same = now[name] == self[name] or not self.currency_id.compare_amounts(
                now[name], self[name]
            )
            is_same = is_same and same
        if not is_same:
            raise UserError(
                self.env._("Parcels or payments have changed since. Compute %s again.", self.name)
            )

    # Views

    def action_view_dues(self):
        return self._open("tvshop_parcel_due_action", [("settlement_id", "=", self.id)])

    def action_view_lines(self):
        return self._open("tvshop_remittance_line_action", [("settlement_id", "=", self.id)])

    def action_view_differences(self):
        return self._open("tvshop_parcel_due_action", self._difference_domain())

    def action_view_moves(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_journal_line")
        return {**action, "domain": [("tvshop_settlement_id", "=", self.id)], "context": {}}

    def _open(self, name, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(f"tvshop_settlement.{name}")
        return {**action, "domain": domain, "context": {}}
