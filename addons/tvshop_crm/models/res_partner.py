from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    contact_method_ids = fields.One2many("tvshop.contact.method", "partner_id")
