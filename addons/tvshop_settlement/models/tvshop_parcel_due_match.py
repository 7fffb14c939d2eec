from odoo import api, models
from odoo.tools import SQL

from ..matching.cents import from_cents, to_cents
from ..matching.match import Due, match


class TvshopParcelDue(models.Model):
    """Bringing remittance lines and parcels together.

    Worked out anew for every parcel that is touched, from all lines that name it: the order in
    which parcels, files and lines come makes no difference.
    """

    _inherit = "tvshop.parcel.due"

    @api.model
    def _match(self, company):
        """Match the lines of which all parcels are known by now."""
        lines = self.env["tvshop.remittance.line"].search(
            [
                ("company_id", "=", company.id),
                ("due_ids", "=", False),
                ("write_off_note", "=", False),
            ]
        )
        touched = self.browse()
        for carrier, told in lines.grouped("carrier_id").items():
            touched |= self._link(company, carrier, told)
        touched._rematch()
        return touched

    @api.model
    def _link(self, company, carrier, lines):
        names = {name for line in lines for name in line._waybills()}
        found = {
            due.name: due.id
            for due in self.search_fetch(
                [
                    ("company_id", "=", company.id),
                    ("carrier_id", "=", carrier.id),
                    ("name", "in", list(names)),
                ],
                ["name"],
            )
        }
        pairs = [
            (line.id, found[name])
            for line in lines
            if all(name in found for name in line._waybills())
            for name in line._waybills()
        ]
        if pairs:
            self.env.cr.execute_values(
                "INSERT INTO tvshop_remittance_line_due_rel (line_id, due_id) VALUES %s"
                " ON CONFLICT DO NOTHING",
                pairs,
            )
            self.env["tvshop.remittance.line"].invalidate_model(["due_ids"])
            self.invalidate_model(["line_ids"])
        return self.browse({due_id for _line_id, due_id in pairs})

    def _rematch(self):
        """Work out what came in for these parcels and those that share a line with them."""
        dues = self._with_sharing()
        for (company, _carrier), group in dues.grouped(
            lambda due: (due.company_id, due.carrier_id)
        ).items():
            owed = {due.name: due._due() for due in group}
            tolerance = to_cents(company.tvshop_settlement_tolerance)
            parcels, _unknown = match(owed, [line._line() for line in group.line_ids], tolerance)
            for due in group:
                due._write_matched(parcels[due.name])

    def _with_sharing(self):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """WITH RECURSIVE linked (due_id) AS (
                       SELECT unnest(%s::int[])
                        UNION
                       SELECT other.due_id FROM linked
                         JOIN tvshop_remittance_line_due_rel mine USING (due_id)
                         JOIN tvshop_remittance_line_due_rel other USING (line_id))
                   SELECT due_id FROM linked ORDER BY due_id""",
                self.ids,
            )
        )
        return self.browse(due_id for (due_id,) in rows)

    def _due(self):
        """What matching takes."""
        back, back_fee = to_cents(self.returned_cod), to_cents(self.returned_fee)
        cod, fee = to_cents(self.cod_amount), to_cents(self.fee_amount)
        return Due(cod - back, fee + back_fee, back + back_fee)

    def _write_matched(self, parcel):
        vals = {
            "told_amount": from_cents(parcel.amount),
            "told_fee": from_cents(parcel.fee),
            "cause": parcel.cause,
        }
        if any(self[name] != value for name, value in vals.items()):
            self.write({**vals, "resolution": False})  # which was about other figures
