"""`odoo tvshop_i18n`: bring the suite's translation files up to date with its source."""

import sys

from odoo import SUPERUSER_ID, api
from odoo.cli import Command
from odoo.modules.registry import Registry
from odoo.tools import config


class TvshopI18n(Command):
    """Export the templates of the suite's add-ons and merge them into the translations."""

    name = "tvshop_i18n"

    def run(self, args):
        config.parser.prog = self.prog
        config.parse_config([*args, "--no-http"], setup_logging=True)
        names = config["db_name"]
        if len(names) != 1:
            sys.exit("Name one database: db_name in the configuration, or -d.")
        with Registry(names[0]).cursor(readonly=True) as cr:
            self._refresh(api.Environment(cr, SUPERUSER_ID, {}))

    def _refresh(self, env):
        # Not above: an import that fails while commands are looked up means "unknown command".
        from odoo.addons.tvshop_crm import terms

        for module in terms.suite_modules(env):
            for language, missing in terms.refresh(env, module).items():
                print(f"{module} {language}: {len(missing)} to translate")
                for term in missing:
                    print(f"    {term!r}")
