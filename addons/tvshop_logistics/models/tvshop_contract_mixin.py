from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

DRAFT, VALID = "draft", "valid"


class TvshopContractMixin(models.AbstractModel):
    """What was agreed with somebody: made valid by its own step, it stays so until opened again.

    Who inherits names in `_lasting` what still changes of a valid one, and says in
    `_check_complete` what a contract needs.
    """

    _name = "tvshop.contract.mixin"
    _description = "Contract"
    _inherit = ["mail.thread"]
    _lasting = frozenset({"end", "note"})

    name = fields.Char("Number", required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    start = fields.Date(required=True, default=fields.Date.context_today, tracking=True)
    end = fields.Date(tracking=True, help="The last day; empty is until further notice.")
    state = fields.Selection(
        [(DRAFT, "Draft"), (VALID, "Valid")],
        required=True,
        readonly=True,
        default=DRAFT,
        copy=False,
        tracking=True,
    )
    note = fields.Html()

    _dates = models.Constraint(
        'CHECK ("end" IS NULL OR "end" >= start)', "A contract ends after it begins."
    )

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        if not self.env.su and any(contract.state != DRAFT for contract in contracts):
            self._refuse_state()
        return contracts

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            if "state" in vals:
                self._refuse_state()
            names = {name for name in vals if not name.startswith(("message_", "activity_"))}
            if names - self._lasting:
                self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        for contract in self.filtered(lambda contract: contract.state == VALID):
            raise UserError(
                self.env._("Contract %s is valid; enter its last day instead.", contract.name)
            )

    def _refuse_state(self):
        raise UserError(self.env._("A contract becomes valid by its button only."))

    def _touch(self):
        """Change the contract's row with its parts: who makes it valid meanwhile looks anew."""
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET write_date = now() AT TIME ZONE 'UTC' WHERE id = ANY(%s)",
                SQL.identifier(self._table),
                self.ids,
            )
        )

    def _check_draft(self):
        """:raises UserError: for a valid contract, which stays as it is"""
        for contract in self.filtered(lambda contract: contract.state != DRAFT):
            raise UserError(
                self.env._("Contract %s is valid. Open it to changes first.", contract.name)
            )

    # Buttons

    def action_make_valid(self):
        for contract in self:
            contract._check_complete()
        self._move(VALID)

    def action_reopen(self):
        """Open it to changes; what was reckoned by it stays."""
        self._move(DRAFT)

    def _move(self, state):
        """The one door to a contract's state."""
        self.check_access("write")
        # sudo: the contract itself – its state is closed to every other writer
        self.sudo().state = state

    def _check_complete(self):
        """Hook: raise ValidationError for what a valid contract lacks."""

    # Times

    def _overlaps(self, other):
        return (not other.end or self.start <= other.end) and (
            not self.end or other.start <= self.end
        )
