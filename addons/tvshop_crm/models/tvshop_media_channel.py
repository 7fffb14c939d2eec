from odoo import fields, models


class TvshopMediaChannel(models.Model):
    _name = "tvshop.media.channel"
    _description = "Media Channel"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(default=True)
    hotline_ids = fields.One2many("tvshop.hotline", "channel_id")

    _code_uniq = models.Constraint("UNIQUE (code)", "Another channel has this code.")
