"""A web shop's file, brought by the supervisor and waiting for a second look."""

from odoo.tools import file_open

FILE = "tvshop_crm/demo/files/web_shop_orders.csv"
SHOP = "官方商城"


def make_imports(env, staff):
    with file_open(FILE, "rb") as file:
        data = file.read()
    shop = env["utm.source"].create({"name": SHOP})
    supervisor = staff["supervisor"]
    imports = env["tvshop.order.import"].with_user(supervisor).with_context(lang=supervisor.lang)
    imports._receive(
        "官方商城 11月27日.csv",
        data,
        source_id=shop.id,
        order_method="web",
        payment_method_kind="prepaid",
    )
