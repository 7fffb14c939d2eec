from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .sale_order import CHANNEL_KINDS
from .sale_order_state import LOCKED_STATES
from .tvshop_contact_method import DIALLED_KINDS

ADDRESS_FIELDS = {"name", "street", "street2", "zip", "city", "city_id", "state_id", "country_id"}
PHONE_FIELDS = {"phone", "is_tvshop_customer", "parent_id"}
EARLIEST_BIRTH = date(1900, 1, 1)


class ResPartner(models.Model):
    _inherit = "res.partner"

    is_tvshop_customer = fields.Boolean("TV Shopping Customer", index=True)
    tvshop_ref = fields.Char("Customer Number", copy=False, readonly=True)
    contact_method_ids = fields.One2many("tvshop.contact.method", "partner_id", copy=False)
    main_contact_id = fields.Many2one(
        "tvshop.contact.method", "Main Number", compute="_compute_main_contact_id"
    )
    main_contact = fields.Char(compute="_compute_main_contact_id")
    lifecycle_stage = fields.Selection(
        [
            ("prospect", "Prospect"),
            ("target", "Target"),
            ("intent", "Intent"),
            ("closed", "Buyer"),
            ("lost", "Lost"),
            ("none", "Not a customer"),
        ],
        default="prospect",
        tracking=True,
    )
    source_channel_id = fields.Many2one("tvshop.media.channel", "Source Channel")
    source_spot_id = fields.Many2one("tvshop.spot", "Source Spot")
    source_campaign_id = fields.Many2one("utm.campaign", "Source Campaign")
    referrer_id = fields.Many2one("res.partner", "Referred By")
    preferred_channel = fields.Selection(CHANNEL_KINDS)
    preferred_time = fields.Char(help="When the customer likes to be called.")
    # The name that OCA's partner_contact_birthdate gives it.
    birthdate_date = fields.Date("Birthday")
    grade_id = fields.Many2one("tvshop.grade", tracking=True, copy=False, index="btree_not_null")
    is_address_unmatched = fields.Boolean(
        "Address Without Division",
        compute="_compute_is_address_unmatched",
        store=True,
        help="The address names no known administrative division; carriers may refuse it.",
    )

    _tvshop_ref_uniq = models.UniqueIndex(
        "(tvshop_ref) WHERE tvshop_ref IS NOT NULL", "Another customer has this number."
    )

    @api.constrains("birthdate_date")
    def _check_birthdate_date(self):
        today = fields.Date.context_today(self)
        for partner in self.filtered("birthdate_date"):
            if not EARLIEST_BIRTH <= partner.birthdate_date <= today:
                raise ValidationError(
                    self.env._("A birthday lies between 1900 and today: correct the year.")
                )

    @api.depends("contact_method_ids.is_main", "contact_method_ids.masked")
    def _compute_main_contact_id(self):
        for partner in self:
            main = partner.contact_method_ids.filtered("is_main")[:1]
            partner.main_contact_id = main
            partner.main_contact = main.masked

    @api.depends("street", "city_id", "is_tvshop_customer", "parent_id.is_tvshop_customer")
    def _compute_is_address_unmatched(self):
        for partner in self:
            is_customer = partner.is_tvshop_customer or partner.parent_id.is_tvshop_customer
            partner.is_address_unmatched = bool(
                is_customer and partner.street and not partner.city_id
            )

    @api.depends("grade_id.pricelist_id")
    def _compute_product_pricelist(self):
        super()._compute_product_pricelist()
        for partner in self:
            # sudo: tvshop.grade – whoever may see a customer is told the customer's prices
            grade_pricelist = partner.sudo().grade_id.pricelist_id
            if grade_pricelist and not partner.specific_property_product_pricelist:
                partner.property_product_pricelist = grade_pricelist.sudo(False)

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._give_customer_numbers()
        partners._hide_phones()
        return partners

    def write(self, vals):
        if ADDRESS_FIELDS & vals.keys():
            self._check_not_shipped_to()
        result = super().write(vals)
        if vals.get("is_tvshop_customer"):
            self._give_customer_numbers()
        if PHONE_FIELDS & vals.keys():
            (self | self.child_ids)._hide_phones()
        return result

    def _check_not_shipped_to(self):
        """The address that a parcel went to stays; another one is entered beside it."""
        # sudo: sale.order – the state counts also for those who can't read the order
        orders = self.env["sale.order"].sudo()
        addresses = self.filtered(lambda partner: partner.type == "delivery")
        if (
            addresses
            and not self.env.su
            and orders.search_count(
                [
                    ("partner_shipping_id", "in", addresses.ids),
                    ("tvshop_state", "in", LOCKED_STATES),
                ],
                limit=1,
            )
        ):
            raise UserError(
                self.env._("A parcel was sent to this address. Enter the new one beside it.")
            )

    def _hide_phones(self):
        """Every employee reads `phone`, so a customer's or a receiver's isn't left there."""
        for partner in self.filtered("phone"):
            if partner.is_tvshop_customer or partner.parent_id.is_tvshop_customer:
                partner._keep_phone(partner.phone)
                # The chatter would tell what it was.
                partner.with_context(tracking_disable=True).phone = False
                partner._forget_tracked_phones()

    def _forget_tracked_phones(self):
        """A plain contact's number may have been changed before it became a customer's."""
        # sudo: mail.tracking.value – the chatter of a customer holds no number for anybody
        self.env["mail.tracking.value"].sudo().search(
            [
                ("mail_message_id.model", "=", self._name),
                ("mail_message_id.res_id", "in", self.ids),
                ("field_id.name", "in", ("phone", "phone_sanitized")),
            ]
        ).unlink()

    def _keep_phone(self, phone):
        self.env["tvshop.number.lookup"]._count([phone])
        if self not in self.env["tvshop.contact.method"]._find_partners(phone):
            self.env["tvshop.contact.method"].create({"partner_id": self.id, "value": phone})

    def _give_customer_numbers(self):
        new = self.filtered(lambda p: p.is_tvshop_customer and not p.tvshop_ref)
        if new:
            # sudo: ir.sequence – the number is given by the system
            sequence = self.env["ir.sequence"].sudo()._of_code("tvshop.customer")
            for partner, ref in zip(new, sequence._next_many(len(new)), strict=True):
                partner.tvshop_ref = ref

    def _ensure_main_contact(self):
        """A customer with a number to dial has one main number."""
        # sudo: tvshop.contact.method – follows from a change that the user was allowed to make
        methods = (
            self.env["tvshop.contact.method"]
            .sudo()
            .search([("partner_id", "in", self.ids), ("kind", "in", DIALLED_KINDS)])
        )
        for numbers in methods.grouped("partner_id").values():
            if not any(numbers.mapped("is_main")):
                numbers.sorted("id")[0].is_main = True

    def action_view_tvshop_orders(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("tvshop_crm.sale_order_action")
        return {**action, "domain": [("partner_id", "child_of", self.id)], "context": {}}
