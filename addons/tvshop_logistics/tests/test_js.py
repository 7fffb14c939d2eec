from odoo.addons.tvshop_crm.tests.browser import BrowserCase
from odoo.addons.tvshop_crm.tests.test_js import hoot_id
from odoo.tests import tagged

SUITE = "@tvshop_logistics"


@tagged("post_install", "-at_install")
class TestColumnMapperJs(BrowserCase):
    def test_pointing_at_columns_in_the_browser(self):
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={hoot_id(SUITE)}",
            "",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )
