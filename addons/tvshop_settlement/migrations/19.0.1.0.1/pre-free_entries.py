"""What no statement settles is reckoned when asked for, and no row waits for it any more."""


def migrate(cr, version):
    if version:
        cr.execute("DELETE FROM tvshop_supplier_entry WHERE statement_id IS NULL")
