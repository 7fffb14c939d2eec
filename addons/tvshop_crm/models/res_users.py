from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _tvshop_supervisor(self):
        """Who hears of this user's late to-dos: the team's leader, else any supervisor."""
        self.ensure_one()
        leader = self.sale_team_id.user_id
        if leader and leader != self:
            return leader
        supervisors = self.env.ref("tvshop_crm.group_supervisor").all_user_ids
        return supervisors.filtered(
            lambda user: user.active and user != self and self.company_id in user.company_ids
        ).sorted("id")[:1]
