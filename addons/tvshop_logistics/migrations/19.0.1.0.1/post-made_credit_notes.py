"""Credit notes of returns that are cancelled stay so: their returns make other ones."""


def migrate(cr, version):
    if version:
        cr.execute(
            "UPDATE account_move m SET is_tvshop_made = TRUE"
            " FROM tvshop_return r WHERE r.refund_move_id = m.id"
        )
