import asyncio
import os
import sys

from odoo.cli.command import Command
from odoo.tools import config


class Tvshop_Ear(Command):  # Odoo names a command after its class and file
    """Hear what becomes of the dialler's calls. TVSHOP_EAR is the address, on loopback."""

    def run(self, args):
        config.parser.prog = self.prog
        config.parse_config(args, setup_logging=True)
        host, _colon, port = os.environ.get("TVSHOP_EAR", "127.0.0.1:5039").rpartition(":")
        if not port.isdecimal():
            sys.exit("TVSHOP_EAR is not HOST:PORT, as in 127.0.0.1:5039")
        names = config["db_name"]
        if len(names) != 1:
            sys.exit("tvshop_ear serves one database: name it by db_name or -d")
        # Not above: Odoo takes an ImportError up there for an unknown command.
        from odoo import sql_db
        from odoo.addons.tvshop_dialer.ear.server import Server
        from odoo.addons.tvshop_dialer.ear.taught import Taught

        taught = Taught(sql_db.db_connect(names[0]))
        asyncio.run(Server(taught).serve(host, int(port)))
