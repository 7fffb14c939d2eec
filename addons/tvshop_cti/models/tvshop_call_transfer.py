from odoo import fields, models


class TvshopCallTransfer(models.Model):
    _name = "tvshop.call.transfer"
    _description = "Transfer of a Call"
    _order = "call_id, time, id"

    call_id = fields.Many2one("tvshop.call", required=True, index=True, ondelete="cascade")
    kind = fields.Selection(
        [("blind", "Blind"), ("attended", "Attended"), ("conference", "Conference")],
        required=True,
    )
    from_extension = fields.Char("From")
    to_extension = fields.Char("To")
    time = fields.Datetime(required=True)
