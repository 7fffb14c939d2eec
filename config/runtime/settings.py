"""Ports, paths and names: the one file. Every value here can be set by the environment."""

import hashlib
import ipaddress
import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from runtime.errors import Stop

CHECKOUT = Path(__file__).resolve().parents[2]

ADDRESSES = {
    "TVSHOP_HTTP": "127.0.0.1:8069",
    "TVSHOP_PBX_SIP": "127.0.0.1:5060",
    "TVSHOP_PBX_WS": "127.0.0.1:8088",
    "TVSHOP_PBX_AMI": "127.0.0.1:5038",
    "TVSHOP_EAR": "127.0.0.1:5039",
    "TVSHOP_CARRIER_SIP": "127.0.0.2:5060",
    "TVSHOP_CARRIER_AMI": "127.0.0.2:5038",
}
RANGES = {"TVSHOP_PBX_RTP": "10000-10999", "TVSHOP_CARRIER_RTP": "20000-20999"}
# a Unix socket's path has 107 bytes; this is the longest name put below the state folder
LONGEST_SOCKET = "/postgres/run/.s.PGSQL.5432.lock"

# what the tests' company must not share with the one whose environment they were started in
OWN_TO_EACH = ("TVSHOP_DB", "TVSHOP_PG_SOCKET", "TVSHOP_RECORDINGS")


def test_environment(environ=os.environ, number=1):
    """The environment of the company that tests raise, or of another beside it (2 …).

    TVSHOP_TEST_HTTP moves the first one's TVSHOP_HTTP, and so on.
    """
    suffix = f"-{number}" if number > 1 else ""
    own = {
        **{name: _beside(value, number) for name, value in ADDRESSES.items()},
        "TVSHOP_PBX_RTP": f"{29 + number}000-{29 + number}999",
        "TVSHOP_CARRIER_RTP": f"{39 + number}000-{39 + number}999",
        "TVSHOP_STATE": str(CHECKOUT / f".tvshop-test{suffix}"),
        "TVSHOP_FSYNC": "off",
    }
    if number == 1:
        own = {k: environ.get(k.replace("TVSHOP_", "TVSHOP_TEST_")) or v for k, v in own.items()}
    return {**{k: v for k, v in environ.items() if k not in OWN_TO_EACH}, **own}


def _beside(address, number):
    """127.0.0.1:80 → 127.0.0.11:80, 127.0.0.21:80 …"""
    host, _colon, port = address.partition(":")
    return f"{ipaddress.ip_address(host) + 10 * number}:{port}"


@dataclass(frozen=True)
class Settings:
    """Where one company lives and listens."""

    checkout: Path
    state: Path
    cache: Path
    addons: Path
    database: str
    addresses: dict
    ranges: dict
    pg_socket: Path
    recordings: Path
    fsync: bool = True
    is_demo: bool = True
    is_behind_proxy: bool = False

    @classmethod
    def load(cls, environ=os.environ):
        """The settings of `environ`; Stop when a value is no address, range or usable path."""
        state = Path(environ.get("TVSHOP_STATE") or CHECKOUT / ".tvshop").absolute()
        cache = environ.get("TVSHOP_CACHE") or Path.home() / ".cache" / "tvshop"
        if os.geteuid() == 0 and not is_traversable(state):
            state = Path("/var/lib/tvshop") / hashlib.sha256(str(state).encode()).hexdigest()[:8]
        if len(str(state) + LONGEST_SOCKET) > 107:
            raise Stop(f"{state} is too long a path for sockets: set TVSHOP_STATE to a shorter one")
        return cls(
            checkout=CHECKOUT,
            state=state,
            cache=Path(cache).absolute(),
            addons=Path(environ.get("TVSHOP_ADDONS") or CHECKOUT / "addons").absolute(),
            database=environ.get("TVSHOP_DB") or "tvshop",
            addresses={k: _address(k, environ.get(k) or v) for k, v in ADDRESSES.items()},
            ranges={k: _range(k, environ.get(k) or v) for k, v in RANGES.items()},
            pg_socket=Path(environ.get("TVSHOP_PG_SOCKET") or state / "postgres" / "run"),
            recordings=Path(environ.get("TVSHOP_RECORDINGS") or state / "recordings").absolute(),
            fsync=environ.get("TVSHOP_FSYNC", "on") != "off",
            is_demo=environ.get("TVSHOP_DEMO", "1") != "0",
            is_behind_proxy=environ.get("TVSHOP_PROXY", "0") != "0",
        )

    def host(self, name):
        return self.addresses[name][0]

    def port(self, name):
        return self.addresses[name][1]

    @property
    def url(self):
        return "http://{}:{}".format(*self.addresses["TVSHOP_HTTP"])

    @property
    def logs(self):
        return self.state / "log"

    @property
    def run(self):
        return self.state / "run"

    @property
    def prompts(self):
        """What the bridge gives the PBX to play."""
        return self.state / "prompts"

    @property
    def demo_mark(self):
        """Lies where a database with the demo's well-known passwords was made."""
        return self.state / "demo-passwords"

    @property
    def odoo_rc(self):
        return self.state / "odoo.conf"

    @property
    def public_addresses(self):
        """The variables that name an address other machines can reach."""
        return [name for name, (host, _port) in self.addresses.items() if not is_loopback(host)]

    def environ(self):
        """These settings as environment variables, for the processes we start."""
        return {
            **{name: f"{host}:{port}" for name, (host, port) in self.addresses.items()},
            **{name: f"{start}-{end}" for name, (start, end) in self.ranges.items()},
            "TVSHOP_STATE": str(self.state),
            "TVSHOP_CACHE": str(self.cache),
            "TVSHOP_ADDONS": str(self.addons),
            "TVSHOP_DB": self.database,
            "TVSHOP_FSYNC": "on" if self.fsync else "off",
            "TVSHOP_DEMO": "1" if self.is_demo else "0",
            "TVSHOP_PROXY": "1" if self.is_behind_proxy else "0",
            "TVSHOP_PG_SOCKET": str(self.pg_socket),
        }


def is_traversable(path):
    """Whether another account could enter the folders above `path` that exist."""
    return all(p.stat().st_mode & 0o001 for p in Path(path).parents if p.exists())


def is_loopback(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def postgres_account():
    """The account PostgreSQL runs as: it refuses root. None means our own."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        raise Stop(
            "the account 'postgres' is missing: apt install --reinstall postgresql-common"
        ) from None


def _address(name, value):
    host, _sep, port = value.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise Stop(f"{name}={value} is not HOST:PORT, as in {ADDRESSES[name]}")
    return host, int(port)


def _range(name, value):
    start, _sep, end = value.partition("-")
    if not (start.isdigit() and end.isdigit() and 1024 <= int(start) < int(end) < 65536):
        raise Stop(f"{name}={value} is not FIRST-LAST, as in {RANGES[name]}")
    return int(start), int(end)
