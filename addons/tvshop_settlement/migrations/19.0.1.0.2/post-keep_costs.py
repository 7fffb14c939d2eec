"""What goods cost by the contracts that are valid is put down, for when they are opened."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    if version:
        env = api.Environment(cr, SUPERUSER_ID, {})
        env["tvshop.supplier.contract"].search([])._keep_costs()
