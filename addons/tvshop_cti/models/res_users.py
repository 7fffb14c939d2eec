from odoo import fields, models

from .tvshop_agent import SIGNED_OUT


class ResUsers(models.Model):
    _inherit = "res.users"

    tvshop_agent_ids = fields.One2many("tvshop.agent", "user_id", groups="tvshop_crm.group_manager")
    tvshop_extension = fields.Char(
        related="tvshop_agent_ids.extension", groups="tvshop_crm.group_manager"
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active") is False:
            self._tvshop_sign_out()
        return result

    def _tvshop_sign_out(self):
        """After the call they are in, if they are in one."""
        # sudo: tvshop.agent – who has left, or leaves the web client, leaves the phone too
        agents = self.env["tvshop.agent"].sudo().search([("user_id", "in", self.ids)])
        agents.filtered(lambda agent: agent.state != SIGNED_OUT)._request_state(SIGNED_OUT)

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
