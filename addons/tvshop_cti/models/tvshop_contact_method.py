from odoo import models


class TvshopContactMethod(models.Model):
    _name = "tvshop.contact.method"
    _inherit = ["tvshop.contact.method", "tvshop.bridge.mixin"]
    _pbx_fields = frozenset({"value", "kind", "partner_id", "active"})

    def _notify_bridge(self, topic):
        """The PBX knows the numbers of graded customers only."""
        if topic != "config" or any(method.partner_id.grade_id for method in self):
            super()._notify_bridge(topic)
