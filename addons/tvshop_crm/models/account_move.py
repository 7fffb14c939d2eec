from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    invoice_title = fields.Char(help="The name that the invoice is made out to.")
