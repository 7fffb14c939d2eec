import asyncio
import sys

from odoo.cli.command import Command
from odoo.tools import config


class Tvshop_Cti(Command):  # Odoo names a command after its class and file
    """Run the bridge between Asterisk and Odoo. The configuration is read from ODOO_RC."""

    def run(self, args):
        config.parser.prog = self.prog
        config.parse_config(args, setup_logging=True)
        names = config["db_name"]
        if len(names) != 1:
            sys.exit("tvshop_cti serves one database: name it by db_name or -d")
        # Not above: Odoo takes an ImportError up there for an unknown command.
        from odoo.addons.tvshop_cti.bridge import service

        asyncio.run(service.serve(names[0]))
