from odoo import api, models
from odoo.tools import SQL

# One statement, as working out record rules for partner and order costs several times its run.
# A company sees its own customers, those of the companies it is a branch of, and everybody's.
ROWS = """
SELECT partner.id, partner.name, partner.tvshop_ref, contact.masked, partner.city, %(city)s,
       grade.id, %(grade)s, grade.color,
       last.id, last.name, last.date_order, last.amount_total, last.currency_id
  FROM res_partner partner
  LEFT JOIN tvshop_contact_method contact ON contact.partner_id = partner.id AND contact.is_main
  LEFT JOIN res_city city ON city.id = partner.city_id
  LEFT JOIN tvshop_grade grade ON grade.id = partner.grade_id
  LEFT JOIN LATERAL (
       SELECT id, name, date_order, amount_total, currency_id FROM sale_order
        WHERE partner_id = partner.id AND state = 'sale' AND company_id IN %(companies)s
        ORDER BY date_order DESC, id DESC LIMIT 1
       ) last ON TRUE
 WHERE %(condition)s
   AND (partner.company_id IS NULL OR EXISTS (
       SELECT FROM res_company owner
         JOIN res_company own ON own.parent_path LIKE owner.parent_path || '%%'
        WHERE owner.id = partner.company_id AND own.id IN %(companies)s))
 ORDER BY partner.id
"""
WITH_NUMBER = """
partner.active AND partner.id IN (
    SELECT partner_id FROM tvshop_contact_method WHERE e164 = %s AND active)
"""


class ResPartner(models.Model):
    """Who has a number and what was ordered last: what the pop shows first, in one read."""

    _inherit = "res.partner"

    @api.model
    def _desktop_find(self, number):
        """Rows of the customers with this number, in any notation, in the user's companies."""
        e164 = self.env["tvshop.contact.method"]._read_e164(number)
        return self._desktop_read(SQL(WITH_NUMBER, e164)) if e164 else []

    def _desktop_rows(self):
        """Rows of those of these customers who are in the user's companies, in their order."""
        if not self:
            return []
        condition = SQL("partner.id IN %s", self._ids)
        rows = {row["id"]: row for row in self.browse()._desktop_read(condition)}
        return [rows[partner_id] for partner_id in self.ids if partner_id in rows]

    @api.model
    def _desktop_read(self, condition):
        """`[{id, name, ref, masked, city, grade, last_order}]`, `last_order` False or
        `{id, name, date, amount, currency_id}`; no further record rule of partners is looked at.
        """
        self.check_access("read")
        self.env.flush_all()
        statement = SQL(
            ROWS,
            city=self.env["res.city"]._field_to_sql("city", "name"),
            grade=self.env["tvshop.grade"]._field_to_sql("grade", "name"),
            companies=self.env.companies._ids,
            condition=condition,
        )
        return [self._desktop_row(*row) for row in self.env.execute_query(statement)]

    @api.model
    def _desktop_row(self, partner_id, name, ref, masked, town, city, *others):
        grade_id, grade, color, order_id, order, date, amount, currency_id = others
        return {
            "id": partner_id,
            "name": name or "",
            "ref": ref or "",
            "masked": masked or "",
            "city": city or town or "",
            "grade": bool(grade_id) and {"id": grade_id, "name": grade, "color": color or 0},
            "last_order": bool(order_id)
            and {
                "id": order_id,
                "name": order,
                "date": f"{date.isoformat(timespec='seconds')}Z",
                "amount": float(amount or 0),
                "currency_id": currency_id,
            },
        }
