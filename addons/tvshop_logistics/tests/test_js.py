from odoo.tests import tagged

from .browser import BrowserCase

SUITE = "@tvshop_logistics"


def hoot_id(name):
    """The id that hoot gives to a suite: a 32-bit string hash in hexadecimal."""
    number = 0
    for char in name:
        number = ((number << 5) - number + ord(char)) & 0xFFFFFFFF
    return f"{number:08x}"


@tagged("post_install", "-at_install")
class TestJs(BrowserCase):
    def test_desktop_components_pass_their_unit_tests(self):
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={hoot_id(SUITE)}",
            "",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )
