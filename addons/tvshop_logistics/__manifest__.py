{
    "name": "TV Shop: Dispatch and Returns",
    "summary": "Carriers, waybills, dispatch, carriers' feedback, returns and stock alerts",
    "version": "19.0.1.0.0",
    "category": "Inventory/Delivery",
    "author": "TV Shop Suite contributors",
    "license": "AGPL-3",
    "depends": [
        "tvshop_crm",
        "stock_picking_batch",
        "product_expiry",
        "purchase_stock",
        "delivery_state",
        "rma_sale",
    ],
    "external_dependencies": {"python": ["cn2an", "openpyxl", "python-escpos", "reportlab"]},
    "data": [
        "security/ir.model.access.csv",
        "views/tvshop_logistics_menu.xml",
    ],
    "assets": {
        "web.assets_backend": ["tvshop_logistics/static/src/**/*"],
        "web.assets_unit_tests": ["tvshop_logistics/static/tests/**/*.test.js"],
    },
}
