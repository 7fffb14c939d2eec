from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import escape_psql, format_amount, html2plaintext, plaintext2html

PROFILE_ORDERS = 20
SAVED_FIELDS = (
    "name",
    "lifecycle_stage",
    "preferred_channel",
    "preferred_time",
    "birthdate_date",
    "comment",
    "state_id",
    "city_id",
    "street",
    "zip",
)
SAME_ADDRESS = ("name", "city_id", "street")
SOURCES = {"channel_id": "source_channel_id", "spot_id": "source_spot_id"}


class ResPartner(models.Model):
    """What the agent desktop asks of and tells to the customer file."""

    _inherit = "res.partner"

    # Search

    @api.model
    def desktop_search(self, term, limit=20):
        """Customers by name, customer number, order number or a phone number in full.

        Returns rows as `_desktop_read` does. A part of a phone number finds
        nothing, so that numbers can't be guessed digit by digit.
        """
        self._check_desktop_user()
        term = " ".join(str(term or "").split())
        if not term:
            return []
        self.env["tvshop.number.lookup"]._count([term])
        return self._desktop_find(term) or self._desktop_rows_named(term, min(limit, 100))

    @api.model
    def _desktop_rows_named(self, term, limit):
        return self.search(self._desktop_search_domain(term), limit=limit)._desktop_rows()

    @api.model
    def _desktop_search_domain(self, term):
        term = escape_psql(term)
        orders = self.env["sale.order"]._search([("name", "=ilike", term)])
        return Domain("is_tvshop_customer", "=", True) & Domain.OR(
            [
                [("name", "ilike", term)],
                [("tvshop_ref", "=ilike", term)],
                [("sale_order_ids", "any", [("id", "in", orders)])],
            ]
        )

    def _desktop_grade(self):
        grade = self.grade_id
        return grade and {"id": grade.id, "name": grade.name, "color": grade.color} or False

    @api.model
    def _check_desktop_user(self):
        if not (self.env.su or self.env.user.has_group("tvshop_crm.group_agent")):
            raise AccessError(self.env._("The agent desktop is for agents."))

    # Profile

    @api.model
    def desktop_profile(self, partner_id):
        """The whole customer on one screen; see `_desktop_profile` for the shape."""
        self._check_desktop_user()
        partner = self.browse(partner_id).exists()
        if not partner:
            raise UserError(self.env._("This customer is no longer there."))
        partner.check_access("read")
        return partner._desktop_profile()

    def _desktop_profile(self):
        """Hook: what the desktop shows of a customer; numbers are masked."""
        self.ensure_one()
        return {
            **self._desktop_basics(),
            **self._desktop_orders(),
            "flags": self._desktop_flags(),
            "contacts": self._desktop_contacts(),
            "address": self._desktop_address(),
            "todos": self._desktop_todos(),
            "calls": [],
            "panels": {},
        }

    def _desktop_basics(self):
        return {
            "id": self.id,
            "name": self.name or "",
            "ref": self.tvshop_ref or "",
            "lifecycle_stage": self.lifecycle_stage,
            "grade": self._desktop_grade(),
            "preferred_channel": self.preferred_channel,
            "preferred_time": self.preferred_time or "",
            "birthdate_date": self.birthdate_date and str(self.birthdate_date) or "",
            "comment": html2plaintext(self.comment) if self.comment else "",
        }

    def _desktop_flags(self):
        """Hook: warnings as `{key, label, level}` with level info, warning or danger."""
        self.ensure_one()
        if not self.is_address_unmatched:
            return []
        label = self.env._("The address names no known division")
        return [{"key": "address", "label": label, "level": "warning"}]

    def _desktop_contacts(self):
        return [
            {
                "id": method.id,
                "kind": method.kind,
                "masked": method.masked or "",
                "region": method.region or "",
                "is_main": method.is_main,
            }
            for method in self.contact_method_ids
        ]

    def _desktop_address(self):
        state, city = self.state_id, self.city_id
        parts = (state.name, city.name or self.city, self.street, self.zip)
        return {
            "state_id": state and [state.id, state.name] or False,
            "city_id": city and [city.id, city.name] or False,
            "street": self.street or "",
            "zip": self.zip or "",
            "text": " ".join(filter(None, parts)),
        }

    def _desktop_orders(self):
        domain = [("partner_id", "=", self.id), ("state", "=", "sale")]
        orders = self.env["sale.order"].search(
            domain, limit=PROFILE_ORDERS, order="date_order DESC, id DESC"
        )
        count, total = self.env["sale.order"]._read_group(
            domain, [], ["__count", "amount_total:sum"]
        )[0]
        currency = orders[:1].currency_id or self.env.company.currency_id
        return {
            "orders": [order._desktop_summary() for order in orders],
            "order_count": count,
            "total": total or 0,
            "total_text": format_amount(self.env, total or 0, currency),
        }

    # Saving

    @api.model
    def desktop_save(self, partner_id, vals):
        """Create (`partner_id` False) or change a customer.

        `vals` has any of `SAVED_FIELDS`, `contacts` as `[{id?, kind?, value?, is_main?, remove?}]`,
        `origin` as `{channel_id, spot_id, …}` and `allow_duplicate`. Returns the profile, or
        `{"duplicates": rows}` and changes nothing when another customer has such a number.
        """
        self._check_desktop_user()
        contacts = self._desktop_read_contacts(vals.get("contacts") or [])
        self.env["tvshop.number.lookup"]._count([contact["value"] for contact in contacts])
        partner = self.browse(partner_id or [])
        contacts += partner._desktop_caller_contacts(vals, contacts)
        duplicates = partner._desktop_duplicates(contacts)
        if duplicates and not vals.get("allow_duplicate"):
            return {"duplicates": duplicates._desktop_rows()}
        written = partner._prepare_desktop_vals(vals)
        if partner:
            partner.write(written)
        else:
            partner = self.create(written)
        partner._desktop_save_contacts(contacts)
        partner._desktop_after_save(vals)
        return partner._desktop_profile()

    def _desktop_caller_contacts(self, vals, contacts):
        """Hook: contacts that the call tells, beside the typed ones; they are not counted."""
        return []

    def _desktop_after_save(self, vals):
        """Hook: the customer has just been saved from the desktop with `vals`."""

    def _prepare_desktop_vals(self, vals):
        """Hook: from what the desktop sends to what is written."""
        written = {name: vals[name] for name in SAVED_FIELDS if name in vals}
        if not self and not (vals.get("name") or "").strip():
            raise UserError(self.env._("A customer needs a name."))
        if not self:
            written.update(self._prepare_desktop_new_vals(vals.get("origin") or {}))
        if written.get("comment"):
            written["comment"] = plaintext2html(written["comment"])
        written.update(self._prepare_division_vals(vals))
        return written

    @api.model
    def _prepare_desktop_new_vals(self, origin):
        source = {SOURCES[name]: origin[name] for name in SOURCES if origin.get(name)}
        return {
            "is_tvshop_customer": True,
            "country_id": self.env.ref("base.cn").id,
            "user_id": False,
            **source,
        }

    @api.model
    def _prepare_division_vals(self, vals):
        """A division brings its name, its province and, unless one is given, its post code."""
        if "city_id" not in vals:
            return {}
        city = self.env["res.city"].browse(vals["city_id"] or []).exists()
        if not city:
            return {"city_id": False, "city": False}
        return city._prepare_address_vals(vals.get("zip"))

    @api.model
    def _desktop_read_contacts(self, contacts):
        """The contacts with their kind settled; an unreadable number is a ValidationError."""
        methods = self.env["tvshop.contact.method"]
        read = []
        for contact in contacts:
            value = (contact.get("value") or "").strip()
            kind = contact.get("kind") or "mobile"
            if value and kind in ("mobile", "landline"):
                kind = methods._normalize(value).kind
            read.append({**contact, "value": value, "kind": kind})
        return [contact for contact in read if contact["value"] or contact.get("id")]

    def _desktop_duplicates(self, contacts):
        found = self.browse()
        for contact in contacts:
            found |= self._desktop_others_with(contact["value"])
        return found

    def _desktop_others_with(self, value):
        found = self.env["tvshop.contact.method"]._find_partners(value)
        return found.with_env(self.env)._filtered_access("read") - self

    def _desktop_save_contacts(self, contacts):
        """Add, replace or make main; a number that the customer has already isn't doubled."""
        for contact in contacts:
            if contact.get("id"):
                self._desktop_change_contact(contact)
            elif self not in self.env["tvshop.contact.method"]._find_partners(contact["value"]):
                self._desktop_add_contact(contact)

    def _desktop_add_contact(self, contact):
        vals = {"partner_id": self.id, "kind": contact["kind"], "value": contact["value"]}
        if contact.get("is_main"):
            vals["is_main"] = True
        methods = self.env["tvshop.contact.method"]
        methods.check_access("create")
        self.check_access("write")
        # sudo: tvshop.contact.method – the number was typed and counted, or told by the call
        methods.sudo().create(vals)

    def _desktop_change_contact(self, contact):
        method = self.contact_method_ids.filtered(lambda m: m.id == contact["id"])
        vals = {}
        if contact.get("remove"):
            vals["active"] = False
        elif contact["value"]:
            vals.update(entry=contact["value"], kind=contact["kind"])
        if contact.get("is_main") and not method.is_main:
            vals["is_main"] = True
        if method and vals:
            method.write(vals)

    # Delivery address

    def _desktop_delivery_address(self, address):
        """The partner to deliver to for an address as the desktop sends it; False: here."""
        self.ensure_one()
        if not address:
            return self
        vals = self._prepare_delivery_vals(address)
        same = [(name, "=", vals[name]) for name in ("parent_id", "type", *SAME_ADDRESS)]
        delivery = self.search(same, limit=1) or self.create(vals)
        if address.get("phone"):
            contacts = self._desktop_read_contacts([{"value": address["phone"]}])
            self.env["tvshop.number.lookup"]._count([address["phone"]])
            delivery._desktop_save_contacts(contacts)
        return delivery

    def _prepare_delivery_vals(self, address):
        given = {name: address.get(name) or False for name in ("state_id", "street", "zip")}
        city = {"city_id": address.get("city_id") or False}
        return {
            "parent_id": self.id,
            "type": "delivery",
            "country_id": self.env.ref("base.cn").id,
            "name": address.get("name") or self.name,
            **given,
            **city,
            **self._prepare_division_vals({**given, **city}),
        }
