"""`odoo tvshop_demo [--customers N]`: fill an empty database with the demo company."""

import optparse
import sys

from odoo import SUPERUSER_ID, api
from odoo.cli import Command
from odoo.modules.registry import Registry
from odoo.tools import config


class TvshopDemo(Command):
    """Fill an empty database with the demo company; a second run changes nothing."""

    name = "tvshop_demo"

    def run(self, args):
        options = self._parse(args)
        names = config["db_name"]
        if len(names) != 1:
            sys.exit("Name one database: db_name in the configuration, or -d.")
        with Registry(names[0]).cursor() as cr:
            self._fill(api.Environment(cr, SUPERUSER_ID, {}), options.customers)

    def _fill(self, env, customers):
        # Not above: an import that fails while commands are looked up means "unknown command".
        from odoo.addons.tvshop_crm import demo

        try:
            filled = demo.fill(env, customers or demo.CUSTOMERS, on_done=self._tell)
        except demo.NotEmpty as error:
            sys.exit(f"The database holds a company of its own ({error}): nothing was changed.")
        print("The demo company is ready." if filled else "The demo company is there already.")

    def _parse(self, args):
        config.parser.prog = self.prog
        group = optparse.OptionGroup(config.parser, "Demo company")
        group.add_option(
            "--customers", type="int", help="how many customers; orders and calls go with it"
        )
        config.parser.add_option_group(group)
        return config.parse_config([*args, "--no-http"], setup_logging=True)

    def _tell(self, module, seconds):
        print(f"{module}: filled in {seconds:.0f} s", flush=True)
