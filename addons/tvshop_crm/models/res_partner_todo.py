from odoo import api, fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """To-dos on a customer are Odoo's activities."""

    _inherit = "res.partner"

    @api.model
    def desktop_todo(self, partner_id, summary, deadline=False, is_complaint=False):
        """Put a to-do for oneself on a customer; returns the customer's to-dos.

        A complaint is open until it is done.
        """
        self._check_desktop_user()
        summary = " ".join(str(summary or "").split())
        if not summary:
            raise UserError(self.env._("Say what is to be done."))
        partner = self.browse(partner_id)
        partner.check_access("read")
        partner.activity_schedule(
            "tvshop_crm.activity_complaint" if is_complaint else "mail.mail_activity_data_todo",
            date_deadline=fields.Date.to_date(deadline) or fields.Date.context_today(self),
            summary=summary,
            user_id=self.env.uid,
        )
        return partner._desktop_todos()

    @api.model
    def desktop_todo_done(self, activity_id):
        """Close a to-do; one that is closed already is left alone."""
        self._check_desktop_user()
        activity = self.env["mail.activity"].browse(activity_id).exists()
        if activity.res_model != self._name or not activity.active:
            return False
        self.browse(activity.res_id).check_access("read")
        activity.action_feedback()
        return True

    def _desktop_todos(self):
        activities = self.env["mail.activity"].search(
            [("res_model", "=", self._name), ("res_id", "=", self.id)],
            order="date_deadline, id",
        )
        return [
            {
                "id": activity.id,
                "summary": activity.summary or activity.activity_type_id.name or "",
                "deadline": fields.Date.to_string(activity.date_deadline),
                "state": activity.state,
                "user": activity.user_id.name or "",
                "is_complaint": bool(activity.tvshop_complainant_id),
            }
            for activity in activities
        ]

    def _escalate_todo(self, todo, supervisor):
        """Tell the supervisor of a late to-do, and note it on the customer."""
        if not supervisor:
            return
        # whoever runs this, often the scheduler, speaks to the supervisor
        env = self.with_context(lang=supervisor.lang).env
        summary = env._(
            "Late: %(todo)s (%(user)s)",
            todo=todo.summary or todo.activity_type_id.name,
            user=todo.user_id.name,
        )
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=summary,
            user_id=supervisor.id,
            is_tvshop_escalated=True,
        )
        self.message_post(
            body=env._("“%(summary)s” went to %(user)s.", summary=summary, user=supervisor.name)
        )
