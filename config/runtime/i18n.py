"""`./tvshop i18n`: the add-ons' translation files from their source."""

import subprocess

from runtime.company import Database
from runtime.services import Company
from runtime.settings import Settings, test_environment
from runtime.testing import database_only


def main(company):
    """Export from a database that holds nothing but the add-ons; the exit code."""
    company.cache.fetch()
    tester = Company(Settings.load({**test_environment(), "TVSHOP_DB": "tvshop_i18n"}))
    with database_only(tester):
        Database(tester, is_demo=False).make_anew()
        command = tester.odoo_command("tvshop_i18n", "--log-level=warn")
        return subprocess.run(list(map(str, command)), env=tester.environ()).returncode
