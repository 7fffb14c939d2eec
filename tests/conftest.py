"""Fixtures for tests of the whole company; pure tests need none of them."""

import os

import pytest

from runtime.testing import raised

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)


@pytest.fixture(scope="session")
def company(worker_id):
    """A company of the tests' own (runtime.services.Company), everything up.

    Of several processes each has one.
    `company.settings` has its addresses, `company.cluster.query(sql)` asks its database.
    TVSHOP_TEST_KEEP=1 leaves it up for the next run.
    """
    is_kept = os.environ.get("TVSHOP_TEST_KEEP") == "1"
    number = 1 if worker_id == "master" else 1 + int(worker_id.removeprefix("gw"))
    with raised(is_kept, number) as raised_company:
        yield raised_company


@pytest.fixture(scope="session")
def chromium():
    """A real Chromium whose microphone is a generated beep."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()
