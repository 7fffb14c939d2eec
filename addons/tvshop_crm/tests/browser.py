from unittest.mock import patch

from odoo.tests import HttpCase
from odoo.tests.common import ChromeBrowser

# Debian's Odoo leaves this file out; the web client says so on every page and works without it.
LEFT_OUT = "selfie_segmentation.js"


class BrowserCase(HttpCase):
    """A browser test that does not fail for a file that the packagers left out."""

    def setUp(self):
        super().setUp()
        handle = ChromeBrowser._handle_console

        def handle_but_left_out(browser, type, args=None, **kwargs):
            if LEFT_OUT not in str(args):
                handle(browser, type, args=args, **kwargs)

        self.enterContext(patch.object(ChromeBrowser, "_handle_console", handle_but_left_out))
