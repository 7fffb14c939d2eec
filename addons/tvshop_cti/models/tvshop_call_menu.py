from collections import defaultdict

from odoo import api, fields, models

from .. import menu_tree


class TvshopCall(models.Model):
    """The way that a caller took through the menu."""

    _inherit = "tvshop.call"

    menu_path = fields.Char("Way Through the Menu", help="Keys pressed, and what they stand for.")

    @api.model
    def _mark_menu(self, marks):
        steps = defaultdict(list)
        for call, value, _time in marks:
            steps[call].append(int(value) if value.isdigit() else 0)
        nodes = self.env["tvshop.menu.node"].browse(
            {step for way in steps.values() for step in way}
        )
        known = {node.id: node for node in nodes.exists()}
        for call, way in steps.items():
            found = [known[step] for step in way if step in known]
            # A step that was deleted since leaves the path as it was told before.
            if len(found) == len(way) or not call.menu_path:
                self._write_news(call, {"menu_path": self._describe_way(found)})

    @api.model
    def _describe_way(self, nodes):
        """Where keys led, and where the way ended."""
        shown = [node._label() for node in nodes[:-1] if node.branch in menu_tree.PRESSED]
        return " › ".join([*shown, *(node._label() for node in nodes[-1:])])
