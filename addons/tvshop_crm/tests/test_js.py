from odoo.tests import tagged

from .browser import BrowserCase


@tagged("post_install", "-at_install")
class TestJs(BrowserCase):
    def test_desktop_components_pass_their_unit_tests(self):
        self.run_hoot("tvshop_crm")
