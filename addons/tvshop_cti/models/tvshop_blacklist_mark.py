from odoo import fields, models


class TvshopBlacklistMark(models.Model):
    _inherit = "tvshop.blacklist.mark"

    call_id = fields.Many2one("tvshop.call", readonly=True, index="btree_not_null")
