"""Bills and credit notes that are cancelled stay so: what made them makes other ones."""


def migrate(cr, version):
    if version:
        cr.execute(
            "UPDATE account_move SET is_tvshop_made = TRUE WHERE tvshop_statement_id IS NOT NULL"
        )
        # Of a price adjustment, also those that were replaced.
        cr.execute(
            "UPDATE account_move m SET is_tvshop_made = TRUE FROM tvshop_price_note n"
            " WHERE m.move_type = 'out_refund' AND m.company_id = n.company_id"
            " AND m.ref = n.name || ' · ' || n.reason"
        )
