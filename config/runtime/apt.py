"""Debian packages: the machine's own, and others unpacked beside it from its own mirror."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from runtime.errors import Stop
from runtime.tools import as_root, run, say

SOURCES = Path("/etc/apt")
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
CREATE_CLUSTER = Path("/etc/postgresql-common/createcluster.conf")
NO_DATE_CHECK = "Acquire::Check-Valid-Until=false"


@dataclass(frozen=True)
class Source:
    uri: str
    suites: tuple
    components: tuple


def check_system(os_release=Path("/etc/os-release")):
    """Stop unless this is a Debian the packages exist for."""
    fields = dict(re.findall(r'^(\w+)="?([^"\n]*)', os_release.read_text(), re.MULTILINE))
    if fields.get("ID") != "debian" or fields.get("VERSION_ID") not in ("12", "13"):
        name = fields.get("PRETTY_NAME", "this system")
        raise Stop(f"{name} is not Debian 12 or 13: use one of these, or docker-compose.yml")


def parse_one_line(text):
    """The sources of a classic sources.list."""
    for line in text.splitlines():
        match = re.match(r"\s*deb\s+(?:\[[^]]*\]\s+)?(\S+)\s+(\S+)\s*([^#]*)", line)
        if match:
            yield Source(match[1], (match[2],), tuple(match[3].split()))


def parse_deb822(text):
    """The sources of a .sources file."""
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)
    for stanza in re.split(r"\n\s*\n", text):
        unfolded = re.sub(r"\n[ \t]+", " ", stanza)
        fields = {k.lower(): v for k, v in re.findall(r"^([\w-]+):[ \t]*(.*)$", unfolded, re.M)}
        if "deb" not in fields.get("types", "").split() or fields.get("enabled") == "no":
            continue
        for uri in fields.get("uris", "").split():
            suites = tuple(fields.get("suites", "").split())
            yield Source(uri, suites, tuple(fields.get("components", "").split()))


def machine_sources(folder=SOURCES):
    """Every source apt knows on this machine."""
    found = []
    for path in [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*"))]:
        if path.suffix in (".list", ".sources") and path.is_file():
            parse = parse_deb822 if path.suffix == ".sources" else parse_one_line
            found += parse(path.read_text())
    return found


def archive_uri(codename, folder=SOURCES):
    """The mirror this machine takes Debian itself from, so that we use the same."""
    for source in machine_sources(folder):
        if codename in source.suites and "main" in source.components:
            return source.uri.rstrip("/")
    raise Stop(f"no apt source for Debian {codename} under {folder}: add one, then run again")


def codename(os_release=Path("/etc/os-release")):
    return re.search(r"^VERSION_CODENAME=(\w+)", os_release.read_text(), re.MULTILINE)[1]


def missing(packages):
    """Those of `packages` that are not installed."""
    query = ["dpkg-query", "-W", "-f", "${db:Status-Status} ${Package}\n", *packages]
    output = subprocess.run(query, capture_output=True, text=True).stdout
    installed = {line.split()[1] for line in output.splitlines() if line.startswith("installed ")}
    return [name for name in packages if name not in installed]


def install(packages):
    """Install packages of the machine's own suite, without recommendations."""
    if any(name.startswith("postgresql") for name in packages) and not CREATE_CLUSTER.exists():
        _no_main_cluster()
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    apt = as_root(["env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C", "apt-get"])
    run([*apt, "update"], "apt-get update", env=env)
    options = ["-y", "--no-install-recommends", "-o", "Dpkg::Options::=--force-confold"]
    run([*apt, "install", *options, *packages], "apt-get install", env=env)


def _no_main_cluster():
    """Keep the package from starting a PostgreSQL of its own."""
    run(as_root(["mkdir", "-p", CREATE_CLUSTER.parent]), "preparing for postgresql")
    line = "create_main_cluster = false"
    run(as_root(["sh", "-c", f"echo {line!r} > {CREATE_CLUSTER}"]), "preparing for postgresql")


class Suites:
    """Package lists of other suites in a folder of their own; the machine's stay untouched."""

    def __init__(self, folder, suites):
        self.folder = folder
        parts = folder / "parts"
        for path in (
            parts,
            folder / "lists" / "partial",
            folder / "cache" / "archives" / "partial",
        ):
            path.mkdir(parents=True, exist_ok=True)
        (parts / "suites.sources").write_text(
            f"Types: deb\nURIs: {archive_uri(codename())}\nSuites: {' '.join(suites)}\n"
            f"Components: main\nSigned-By: {KEYRING}\n"
        )
        self.options = [
            option
            for setting in (
                "Dir::Etc::sourcelist=/dev/null",
                f"Dir::Etc::sourceparts={parts}",
                f"Dir::State::lists={folder}/lists",
                f"Dir::Cache={folder}/cache",
                "APT::Sandbox::User=root",
                NO_DATE_CHECK,
            )
            for option in ("-o", setting)
        ]

    def unpack(self, packages, target):
        """Download `packages` (name or name/suite) and unpack them; returns name → version."""
        say("  (a mirror's copy may be past its date: dates are not checked, signatures are)")
        run(["apt-get", *self.options, "update"], "reading the package lists of other suites")
        debs = self.folder / "debs"
        shutil.rmtree(debs, ignore_errors=True)
        debs.mkdir()
        run(["apt-get", *self.options, "download", *packages], "downloading packages", cwd=debs)
        versions = {}
        for deb in sorted(debs.glob("*.deb")):
            run(["dpkg-deb", "-x", deb, target], f"unpacking {deb.name}")
            name, version, _arch = deb.name.split("_")
            versions[name] = version
        shutil.rmtree(debs)
        return versions
