from odoo import fields, models


class TvshopGrade(models.Model):
    _name = "tvshop.grade"
    _description = "Customer Grade"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    queue_priority = fields.Integer(
        default=0, help="Callers with a higher one are answered first; 0 waits in turn."
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        ondelete="restrict",
        help="Prices for customers of this grade who have no price list of their own.",
    )
    care_plan_id = fields.Many2one(
        "mail.activity.plan",
        "Care Plan",
        domain=[("res_model", "=", "res.partner")],
        ondelete="restrict",
        help="To-dos that begin for a customer on the day on which he rises to this grade.",
    )
    color = fields.Integer()
    active = fields.Boolean(default=True)
    customer_count = fields.Integer("Customers", compute="_compute_customer_count")

    _name_uniq = models.Constraint("UNIQUE (name)", "Another grade has this name.")
    _priority_positive = models.Constraint(
        "CHECK (queue_priority BETWEEN 0 AND 100)", "A queue priority is from 0 to 100."
    )

    def _compute_customer_count(self):
        counts = dict(
            self.env["res.partner"]._read_group(
                [("grade_id", "in", self.ids)], ["grade_id"], ["__count"]
            )
        )
        for grade in self:
            grade.customer_count = counts.get(grade, 0)

    def action_view_customers(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("tvshop_crm.customer_action")
        return {**action, "domain": [("grade_id", "in", self.ids)]}
