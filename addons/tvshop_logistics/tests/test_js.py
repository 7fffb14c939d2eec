from odoo.addons.tvshop_crm.tests.browser import BrowserCase
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestLogisticsJs(BrowserCase):
    def test_screens_pass_their_unit_tests(self):
        self.run_hoot("tvshop_logistics")
