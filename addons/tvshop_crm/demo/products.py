"""Products with stock, and the ways to deliver them."""

from base64 import b64encode

from .catalogue import CARRIERS, CATEGORIES, ITEMS
from .pictures import draw_tile


def make_products(env, rng):
    """Products by code, with what is on hand in the main warehouse."""
    categories = {name: env["product.category"].create({"name": name}) for name in CATEGORIES}
    templates = env["product.template"].create(
        [_prepare_product_vals(env, item, categories[item.category]) for item in ITEMS]
    )
    products = templates.product_variant_id
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    quants = env["stock.quant"].with_context(inventory_mode=True)
    quants.create(
        [
            {
                "product_id": product.id,
                "location_id": warehouse.lot_stock_id.id,
                "inventory_quantity": item.stock,
            }
            for product, item in zip(products, ITEMS, strict=True)
            if item.stock
        ]
    ).action_apply_inventory()
    return {product.default_code: product for product in products}


def _prepare_product_vals(env, item, category):
    return {
        "name": item.name,
        "default_code": item.code,
        "categ_id": category.id,
        "type": "consu",
        "is_storable": True,
        "list_price": item.price,
        "standard_price": item.cost,
        "weight": item.weight,
        "invoice_policy": "delivery",
        "taxes_id": env.company.account_sale_tax_id.ids,
        "image_1920": b64encode(draw_tile(item.category[:2], CATEGORIES[item.category])),
    }


def make_carriers(env):
    """Delivery methods by code; a price is what the customer pays for delivery."""
    category = env["product.category"].create({"name": "配送服务"})
    carriers = {}
    for sequence, carrier in enumerate(CARRIERS, 1):
        product = env["product.product"].create(
            {
                "name": carrier.name,
                "default_code": f"DLV-{carrier.code}",
                "type": "service",
                "categ_id": category.id,
                "list_price": carrier.price,
                "sale_ok": False,
                "taxes_id": env.company.account_sale_tax_id.ids,
            }
        )
        carriers[carrier.code] = env["delivery.carrier"].create(
            {
                "name": carrier.name,
                "sequence": sequence,
                "product_id": product.id,
                "delivery_type": "fixed",
                "fixed_price": carrier.price,
                "free_over": bool(carrier.free_over),
                "amount": carrier.free_over,
            }
        )
    _hide_stock_carriers(env, carriers)
    return carriers


def _hide_stock_carriers(env, carriers):
    """What the delivery add-on ships is no offer of this company."""
    ids = [carrier.id for carrier in carriers.values()]
    env["delivery.carrier"].search([("id", "not in", ids)]).active = False
