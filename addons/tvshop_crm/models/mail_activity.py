from datetime import timedelta

from odoo import api, fields, models

BATCH = 200


class MailActivity(models.Model):
    _inherit = "mail.activity"

    is_tvshop_escalated = fields.Boolean(
        readonly=True, help="The supervisor has been told that this to-do is late."
    )
    tvshop_complainant_id = fields.Many2one(
        "res.partner",
        "Complaint Of",
        compute="_compute_tvshop_complainant_id",
        store=True,
        index="btree_not_null",
        ondelete="cascade",
    )

    @api.depends("activity_type_id", "res_model", "res_id")
    def _compute_tvshop_complainant_id(self):
        complaint = self.env.ref("tvshop_crm.activity_complaint", raise_if_not_found=False)
        for todo in self:
            is_complaint = todo.res_model == "res.partner" and todo.activity_type_id == complaint
            todo.tvshop_complainant_id = is_complaint and todo.res_id

    @api.model
    def _cron_escalate_todos(self):
        for company in self.env["res.company"].search([]):
            self._escalate_late(self._late_todos(company))

    @api.model
    def _late_todos(self, company):
        late_since = fields.Datetime.now() - timedelta(hours=company.tvshop_todo_escalation_hours)
        # A to-do is late from the end of its day on.
        return self.search(
            [
                ("res_model", "=", "res.partner"),
                ("date_deadline", "<", late_since.date()),
                ("is_tvshop_escalated", "=", False),
                ("user_id.company_id", "=", company.id),
            ],
            limit=BATCH,
        )

    def _escalate_late(self, todos):
        partners = self.env["res.partner"].browse(todos.mapped("res_id")).exists()
        customers = partners.filtered("is_tvshop_customer")
        todos.is_tvshop_escalated = True
        for todo in todos.filtered(lambda todo: todo.res_id in customers.ids):
            customer = customers.browse(todo.res_id)
            customer._escalate_todo(todo, todo.user_id._tvshop_supervisor())
