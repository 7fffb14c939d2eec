from odoo import models


class TvshopGrade(models.Model):
    _name = "tvshop.grade"
    _inherit = ["tvshop.grade", "tvshop.bridge.mixin"]
    _pbx_fields = frozenset({"queue_priority", "active"})
