from collections import defaultdict

from odoo import models

from ..phone import national_digits


class TvshopCustomerIntake(models.AbstractModel):
    """Customers whom a file names: found by number, else made. Who inherits has a company."""

    _name = "tvshop.customer.intake"
    _description = "Takes in Customers"

    def _find_owners(self, numbers):
        """`{E.164: customers}` of this company, or of all."""
        owners = defaultdict(lambda: self.env["res.partner"])
        for method in self._find_methods(numbers):
            owners[method.e164] |= self._customer_of(method)
        return owners

    def _customer_of(self, method):
        """Whose number this is: that of a receiver is known with the customer's address."""
        partner = method.partner_id
        customer = partner if partner.is_tvshop_customer else partner.parent_id
        return customer.filtered("is_tvshop_customer")

    def _find_methods(self, numbers):
        return self.env["tvshop.contact.method"].search_fetch(
            [
                ("e164", "in", list(numbers)),
                ("partner_id.active", "=", True),
                ("partner_id.company_id", "in", (False, self.company_id.id)),
            ],
            ["e164", "partner_id"],
        )

    def _create_customers(self, numbers, vals_list):
        """New customers with their main numbers.

        :param numbers: a `phone.Number` for each of `vals_list`
        """
        usual = {"is_tvshop_customer": True, "company_id": False, "user_id": False}
        partners = self.env["res.partner"].with_context(tracking_disable=True)
        partners = partners.create([{**usual, **vals} for vals in vals_list])
        self.env["tvshop.contact.method"].create(
            [
                {
                    "partner_id": partner.id,
                    "kind": number.kind,
                    "value": national_digits(number.e164),
                    "is_main": True,
                }
                for partner, number in zip(partners, numbers, strict=True)
            ]
        )
        return partners
