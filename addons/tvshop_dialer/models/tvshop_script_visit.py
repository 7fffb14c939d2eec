from odoo import fields, models

OPEN, ANSWERED, UNDONE = "open", "answered", "undone"
MOST_NOTE = 200
STATES = [(OPEN, "Shown"), (ANSWERED, "Answered"), (UNDONE, "Taken back")]


class TvshopScriptVisit(models.Model):
    """A step that was shown in a call, and what the customer answered."""

    _name = "tvshop.script.visit"
    _description = "Step Shown in a Call"
    _order = "id"

    run_id = fields.Many2one(
        "tvshop.script.run", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="run_id.company_id")
    step_id = fields.Many2one(
        "tvshop.script.step", required=True, readonly=True, index=True, ondelete="restrict"
    )
    state = fields.Selection(STATES, required=True, readonly=True, default=OPEN)
    answer_id = fields.Many2one(
        "tvshop.script.answer", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    note = fields.Char(readonly=True, help="What the customer said, in words.")
    answered_at = fields.Datetime(readonly=True)
    shown_turn = fields.Integer(readonly=True, help="By which deed it came, to take it back.")
    answered_turn = fields.Integer(readonly=True)
