from odoo import api, models


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    @api.model
    def _of_code(self, code):
        """The sequence from which `next_by_code` draws; empty if there is none."""
        company_ids = (self.env.company.id, False)
        domain = [("code", "=", code), ("company_id", "in", company_ids)]
        return self.search(domain, order="company_id", limit=1)

    def _next_many(self, count):
        """The next `count` numbers of this sequence, in their order; one query if it has no gaps to
        avoid and no date ranges."""
        self.ensure_one()
        if self.implementation != "standard" or self.use_date_range:
            return [self._next() for _number in range(count)]
        self.env.cr.execute(
            "SELECT nextval(%s) FROM generate_series(1, %s)",
            [f"ir_sequence_{self.id:03d}", count],
        )
        return [self.get_next_char(number) for (number,) in self.env.cr.fetchall()]
