"""The parts of a running company: how each is started, stopped and configured."""

import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path

from runtime import vault
from runtime.fetch import Cache, asterisk_command
from runtime.postgres import CEL_USER, OWNER, Cluster, as_account
from runtime.render import fill, render

# started in this order, stopped in the opposite one
ORDER = ("postgres", "odoo", "carrier", "ear", "pbx", "bridge")
CEL_SPOOL = "log/cel-custom/tvshop.json"
# of an add-on, run by Odoo's command line
COMMANDS = {
    "bridge": Path("tvshop_cti") / "cli" / "tvshop_cti.py",
    "ear": Path("tvshop_dialer") / "cli" / "tvshop_ear.py",
}
ODOO_CONFIG = Path(__file__).resolve().parents[1] / "odoo" / "odoo.conf"


@dataclass(frozen=True)
class Service:
    """One process under the supervisor."""

    name: str
    command: list
    env: dict = field(default_factory=dict)
    options: dict = field(default_factory=dict)
    stop_signal: int = signal.SIGTERM


class Company:
    """The services of one state folder."""

    def __init__(self, settings):
        self.settings = settings
        self.cache = Cache(settings)
        self.cluster = Cluster(settings)

    @property
    def names(self):
        """The services this checkout has, in the order of starting."""
        present = {"postgres", "odoo"}
        present |= {name for name in ("pbx", "carrier") if self.asterisk_templates(name).is_dir()}
        addons = self.settings.addons
        present |= {name for name, path in COMMANDS.items() if (addons / path).exists()}
        return [name for name in ORDER if name in present]

    def service(self, name):
        return getattr(self, f"_{name}")()

    def environ(self):
        """What every process of the company finds in its environment."""
        secrets = vault.load(self.settings)
        return {
            **os.environ,
            **self.settings.environ(),
            "ODOO_RC": str(self.settings.odoo_rc),
            "TVSHOP_AMI_SECRET": secrets["ami"],
            "TVSHOP_CARRIER_AMI_SECRET": secrets["carrier_ami"],
            "TVSHOP_BRIDGE_SOCKET": str(self.settings.run / "bridge.sock"),
            "TVSHOP_RECORDINGS": str(self.settings.recordings),
            "TVSHOP_PBX_CEL_SPOOL": str(self.settings.state / "pbx" / CEL_SPOOL),
            "TVSHOP_PBX_PROMPTS": str(self.settings.prompts),
            "PYTHONPATH": str(self.settings.checkout / "config"),
            # A part that was killed is back a second sooner when its code was compiled before.
            "PYTHONPYCACHEPREFIX": str(self.settings.cache / "bytecode"),
            "PYTHONDONTWRITEBYTECODE": "",
            "LC_ALL": "C.UTF-8",
        }

    def odoo_command(self, *arguments):
        """Odoo's command line; its script is a real file, which the server may start again."""
        return [self.cache.python, self.cache.odoo / "usr" / "bin" / "odoo", *arguments]

    def prepare_folders(self):
        state = self.settings.state
        state.mkdir(parents=True, exist_ok=True)
        settings = self.settings
        for folder in (settings.logs, settings.run, settings.recordings, state / "odoo"):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)

    def configure(self):
        """Write every part's configuration from the templates."""
        self._configure_odoo()
        for name in ("pbx", "carrier"):
            templates = self.asterisk_templates(name)
            if templates.is_dir():
                self._configure_asterisk(name, templates)

    def asterisk_templates(self, name):
        return self.settings.checkout / "config" / "asterisk" / name

    def _configure_odoo(self):
        settings = self.settings
        values = {
            "ADDONS_PATH": f"{self.cache.odoo_packages}/odoo/addons,{settings.addons}",
            "DATA_DIR": settings.state / "odoo",
            "DB_HOST": settings.pg_socket,
            "DB_NAME": settings.database,
            "DB_USER": OWNER,
            "HTTP_HOST": settings.host("TVSHOP_HTTP"),
            "HTTP_PORT": settings.port("TVSHOP_HTTP"),
            "PROXY_MODE": settings.is_behind_proxy,
            "MASTER_PASSWORD": vault.load(settings)["odoo_master"],
        }
        settings.odoo_rc.touch(mode=0o600)
        settings.odoo_rc.write_text(fill(ODOO_CONFIG.read_text(), values, ODOO_CONFIG.name))

    def _configure_asterisk(self, name, templates):
        home = self.settings.state / name
        for folder in ("etc", "var", "log/cel-custom", "run", "spool", "data"):
            (home / folder).mkdir(parents=True, exist_ok=True)
        documentation = self.cache.asterisk / "usr" / "share" / "asterisk" / "documentation"
        _link(home / "data" / "sounds", self.cache.sounds)
        _link(home / "data" / "documentation", documentation)
        home.chmod(0o700)
        render(templates, home / "etc", {**self.asterisk_values(), "ASTERISK_STATE": home})

    def asterisk_values(self):
        """The placeholders of the Asterisk templates but ASTERISK_STATE."""
        settings, secrets = self.settings, vault.load(self.settings)
        values = {}
        for variable, (host, port) in settings.addresses.items():
            name = variable.removeprefix("TVSHOP_")
            values |= {f"{name}_HOST": host, f"{name}_PORT": port}
        start, end = settings.ranges["TVSHOP_PBX_RTP"]
        carrier_start, carrier_end = settings.ranges["TVSHOP_CARRIER_RTP"]
        return values | {
            "AMI_SECRET": secrets["ami"],
            "CARRIER_AMI_SECRET": secrets["carrier_ami"],
            "RTP_START": start,
            "RTP_END": end,
            "CARRIER_RTP_START": carrier_start,
            "CARRIER_RTP_END": carrier_end,
            # Asterisk loads no module whose real path is another than the configured one.
            "ASTERISK_ROOT": self.cache.asterisk.resolve(),
            "SOUNDS": self.cache.sounds,
            "RECORDINGS": settings.recordings,
            "PROMPTS": settings.prompts,
            "PG_SOCKET": settings.pg_socket,
            "DB_NAME": settings.database,
            "CEL_USER": CEL_USER,
        }

    def _postgres(self):
        # SIGINT: a fast shutdown; SIGTERM would wait for every client
        return Service("postgres", self.cluster.command, {}, as_account(), signal.SIGINT)

    def _odoo(self):
        return Service("odoo", self.odoo_command("server"), self.environ())

    def _bridge(self):
        return Service("bridge", self.odoo_command(COMMANDS["bridge"].stem), self.environ())

    def _ear(self):
        # its products are too small to be worth waking other cores for
        environ = {**self.environ(), "OPENBLAS_NUM_THREADS": "1"}
        return Service("ear", self.odoo_command(COMMANDS["ear"].stem), environ)

    def _pbx(self):
        return self._asterisk("pbx")

    def _carrier(self):
        return self._asterisk("carrier")

    def _asterisk(self, name):
        config = self.settings.state / name / "etc" / "asterisk.conf"
        command = [*asterisk_command(self.cache.asterisk), "-f", "-C", config]
        return Service(name, command, {**os.environ, "TZ": "UTC"})


def _link(path, target):
    path.unlink(missing_ok=True)
    path.symlink_to(target)


def supervisor_command():
    return [sys.executable, "-m", "runtime", "supervise"]
