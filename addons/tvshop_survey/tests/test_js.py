from odoo.addons.tvshop_crm.tests.browser import BrowserCase
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestSurveyJs(BrowserCase):
    def test_survey_in_the_browser(self):
        self.run_hoot("tvshop_survey")
