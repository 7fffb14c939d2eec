from uuid import uuid4

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

GROUPS = ("agent", "supervisor", "service", "warehouse", "finance", "manager")


class TvshopCase(TransactionCase):
    """A company with a user per group, products in stock and factories for the rest."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Disclosures are on record by a transaction of their own, which must see these users.
        if not cls._registry_patched:  # a browser's test has done it
            cls.registry_enter_test_mode_cls()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        for group in GROUPS:
            user = new_test_user(cls.env, f"tv_{group}", f"tvshop_crm.group_{group}")
            setattr(cls, group, user)
        cls.clerk = new_test_user(cls.env, "tv_clerk", "base.group_user")
        # One customer lives through many returns here; tests of credit make levels of their own.
        cls.env["tvshop.credit.level"].search([]).unlink()
        cls.channel = cls.env["tvshop.media.channel"].create({"name": "卫视一套", "code": "TV1"})
        cls.hotline = cls.make_hotline()
        cls.cooker = cls.make_product("智能电饭锅", code="DF01", price=299.0, stock=10)
        cls.carrier = cls.make_carrier()
        cls.nanshan = cls.env["res.city"].search([("name", "=", "深圳市南山区")], limit=1)
        cls.customer = cls.make_customer(name="王小明", phone="13800138000")

    @classmethod
    def make_hotline(cls, **values):
        return cls.env["tvshop.hotline"].create(
            {"name": "一套", "did": "4008000001", "channel_id": cls.channel.id} | values
        )

    @classmethod
    def make_spot(cls, start, **values):
        return cls.env["tvshop.spot"].create(
            {"name": "锅", "hotline_id": cls.hotline.id, "start": start, "duration": 30} | values
        )

    @classmethod
    def make_product(cls, name, code="", price=100.0, stock=0):
        product = cls.env["product.product"].create(
            {
                "name": name,
                "default_code": code,
                "list_price": price,
                "is_storable": True,
                "taxes_id": [Command.clear()],
            }
        )
        if stock:
            cls.add_stock(product, stock)
        return product

    @classmethod
    def add_stock(cls, product, quantity):
        warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, quantity)

    @classmethod
    def make_carrier(cls, price=10.0):
        product = cls.env["product.product"].create(
            {
                "name": "快递",
                "type": "service",
                "list_price": price,
                "taxes_id": [Command.clear()],
            }
        )
        return cls.env["delivery.carrier"].create(
            {"name": "快递", "product_id": product.id, "fixed_price": price}
        )

    @classmethod
    def make_customer(cls, name="李雷", phone=None, **values):
        customer = cls.env["res.partner"].create(
            {
                "name": name,
                "is_tvshop_customer": True,
                "country_id": cls.env.ref("base.cn").id,
                "city_id": cls.nanshan.id,
                "street": "科技路1号",
            }
            | values
        )
        if phone:
            cls.make_contact(customer, phone)
        return customer

    @classmethod
    def make_contact(cls, customer, value, kind="mobile", **values):
        return cls.env["tvshop.contact.method"].create(
            {"partner_id": customer.id, "kind": kind, "value": value} | values
        )

    @classmethod
    def payload(cls, **values):
        line = {"product_id": cls.cooker.id, "qty": 1, "price_shown": 299.0}
        return {
            "client_key": str(uuid4()),
            "partner_id": cls.customer.id,
            "lines": [line],
            "carrier_id": cls.carrier.id,
            "address": False,
            "payment": "cod",
            "hotline_id": cls.hotline.id,
        } | values

    @classmethod
    def make_order(cls, user=None, **values):
        orders = cls.env["sale.order"].with_user(user or cls.agent)
        result = orders.desktop_create(cls.payload(**values))
        return cls.env["sale.order"].browse(result["id"])

    @classmethod
    def make_order_in(cls, *states, **values):
        order = cls.make_order(**values)
        for state in states:
            order._transition(state, "test")
        return order
