from unittest.mock import patch

from odoo.tests import HttpCase
from odoo.tests.common import ChromeBrowser

# Debian's Odoo leaves this file out; the web client says so on every page and works without it.
LEFT_OUT = "selfie_segmentation.js"


def hoot_id(name):
    """The id that hoot gives to a suite: a 32-bit string hash in hexadecimal."""
    number = 0
    for char in name:
        number = ((number << 5) - number + ord(char)) & 0xFFFFFFFF
    return f"{number:08x}"


class BrowserCase(HttpCase):
    """A browser test that does not fail for a file that the packagers left out."""

    def setUp(self):
        super().setUp()
        handle = ChromeBrowser._handle_console

        def handle_but_left_out(browser, type, args=None, **kwargs):
            if LEFT_OUT not in str(args):
                handle(browser, type, args=args, **kwargs)

        self.enterContext(patch.object(ChromeBrowser, "_handle_console", handle_but_left_out))

    def run_hoot(self, addon):
        """Run an add-on's JavaScript unit tests; fails when one of them does."""
        suite = hoot_id(f"@{addon}")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )
