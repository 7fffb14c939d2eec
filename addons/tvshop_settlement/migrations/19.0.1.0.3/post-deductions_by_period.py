"""What was billed stays; a period that is billed in part counts as paid for that part."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    if version:
        env = api.Environment(cr, SUPERUSER_ID, {})
        for statement in env["tvshop.supplier.statement"].search([], order="date_to, id"):
            _lines, bases = statement._sums(statement._entry_sums())
            statement._deduct(bases)
