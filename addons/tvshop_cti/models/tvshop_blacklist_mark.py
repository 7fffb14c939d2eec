from odoo import fields, models


class TvshopBlacklistMark(models.Model):
    _inherit = "tvshop.blacklist.mark"

    call_id = fields.Many2one("tvshop.call", readonly=True, index="btree_not_null")

    def _desk_mark(self, can_undo):
        """One's own mark as the desktop shows it."""
        labels = dict(self._fields["reason"]._description_selection(self.env))
        return {"label": labels[self.reason], "note": self.note or "", "can_undo": can_undo}
