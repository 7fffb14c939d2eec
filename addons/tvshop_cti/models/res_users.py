from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    tvshop_agent_ids = fields.One2many("tvshop.agent", "user_id", groups="tvshop_crm.group_manager")
    tvshop_extension = fields.Char(
        related="tvshop_agent_ids.extension", groups="tvshop_crm.group_manager"
    )

    def action_tvshop_agent(self):
        """Open the user's agent record; without one, give out an extension first."""
        self.ensure_one()
        agents = self.env["tvshop.agent"]
        agent = agents.search([("user_id", "=", self.id)]) or agents.create({"user_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "res_model": "tvshop.agent",
            "res_id": agent.id,
            "view_mode": "form",
        }
