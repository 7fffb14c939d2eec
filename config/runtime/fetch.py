"""Everything the company needs from elsewhere, fetched once into the cache.

Each part lies in a folder named after the hash of what it is made from, so a change of the inputs
makes a new folder, and a folder with its `.done` mark is never touched again.
"""

import json
import os
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path

from runtime import apt
from runtime.errors import Stop
from runtime.tools import as_root, digest, locked, progress, run

PACKAGES = (
    "ca-certificates",
    "espeak-ng",
    "fonts-noto-cjk",
    "fonts-wqy-microhei",  # TrueType: PDFs can carry it
    "libsox-fmt-mp3",
    "mmdebstrap",
    "postgresql",
    "sip-tester",
    "sox",
)
TEST_PACKAGES = (
    "chromium",
    "docker-compose",
    "gettext",
    "libxml2-utils",
    "poppler-utils",
    "shellcheck",
    "zbar-tools",
)
ODOO_PACKAGES = (
    "odoo-19/sid",
    "fonts-font-awesome/bookworm",  # newer suites ship other file names
    "fonts-roboto-unhinted/sid",
    "fonts-montserrat/sid",
    "fonts-inconsolata/sid",
    "fonts-ocr-b/sid",
    "libjs-jquery/sid",
    "libjs-jquery-form/sid",
    "libjs-underscore/sid",
)
PARTS = ("packages", "odoo", "python", "asterisk", "softphone", "sounds")
# a cold cache takes about 3 GB with what apt installs
ROOM = 4 << 30


class Cache:
    """The fetched parts, and how to fetch what is missing."""

    def __init__(self, settings):
        self.settings = settings
        self.requirements = settings.checkout / "config" / "odoo"

    # where the parts lie

    @property
    def odoo(self):
        return self.settings.cache / f"odoo-{digest('1', *ODOO_PACKAGES)}"

    @property
    def odoo_packages(self):
        return self.odoo / "usr" / "lib" / "python3" / "dist-packages"

    @property
    def odoo_version(self):
        return json.loads((self.odoo / ".done").read_text())["odoo-19"]

    @property
    def asterisk(self):
        if root := os.environ.get("TVSHOP_ASTERISK_ROOT"):
            return Path(root)
        return self.settings.cache / f"asterisk-{digest('1', 'asterisk')}"

    @property
    def venv(self):
        inputs = self.requirements / "requirements.txt", sys.version_info[:2], self.odoo.name
        return self.settings.cache / f"venv-{digest(*inputs)}"

    @property
    def python(self):
        return self.venv / "bin" / "python"

    @property
    def node_modules(self):
        """The folder with package.json and, below it, node_modules."""
        checkout = self.settings.checkout
        inputs = checkout / "package.json", checkout / "package-lock.json"
        return self.settings.cache / f"node-{digest(*inputs)}"

    @property
    def sounds(self):
        maker = self.settings.checkout / "config" / "runtime" / "sounds.py"
        return self.settings.cache / f"sounds-{digest(maker) if maker.exists() else 'none'}"

    # fetching

    def fetch(self, parts=PARTS):
        """Whatever is missing of `parts`; nothing when all is there."""
        self.settings.cache.mkdir(parents=True, exist_ok=True)
        with self._locked():
            for part in parts:
                getattr(self, f"_fetch_{part}")()

    def _fetch_packages(self):
        self._packages(PACKAGES)

    def _fetch_odoo(self):
        with self._part(self.odoo, "Odoo 19 (Debian package of suite sid)") as is_missing:
            if is_missing:
                self._odoo()

    def _fetch_python(self):
        with self._part(self.venv, "Python packages") as is_missing:
            if is_missing:
                self._venv()

    def _fetch_asterisk(self):
        with self._part(self.asterisk, "Asterisk 22 (a Debian sid root for it)") as is_missing:
            if is_missing:
                self._asterisk()

    def _fetch_softphone(self):
        with self._part(self.node_modules, "JavaScript packages") as is_missing:
            if is_missing:
                self._node()
        self._jssip()

    def _fetch_sounds(self):
        with self._part(self.sounds, "Mandarin announcements") as is_missing:
            if is_missing:
                self._sounds()

    def fetch_for_tests(self):
        """What only the tests need."""
        with self._locked():
            self._packages(TEST_PACKAGES)
            stamp = self.venv / f".tests-{digest(self.requirements / 'requirements-test.txt')}"
            if not stamp.exists():
                with progress("Python packages for tests"):
                    self._pip("requirements-test.txt")
                stamp.touch()

    def _locked(self):
        return locked(self.settings.cache / "lock")

    @contextmanager
    def _part(self, folder, what):
        """Gives whether `folder` is still to be made; marks it done afterwards."""
        done = folder / ".done"
        if done.exists():
            yield False
            return
        self._check_room()
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        with progress(what):
            yield True
        if not done.exists():
            done.touch()

    def _check_room(self):
        free = shutil.disk_usage(self.settings.cache).free
        if free < ROOM:
            raise Stop(
                f"{self.settings.cache} has {free >> 20} MB free and {ROOM >> 20} MB are needed:"
                " free some space or set TVSHOP_CACHE to a larger disk"
            )

    def _packages(self, names):
        names = list(names)
        if not (shutil.which("node") and shutil.which("npm")):
            names += ["nodejs", "npm"]
        if wanted := apt.missing(names):
            apt.check_system()
            with progress(f"Debian packages: {' '.join(wanted)}"):
                apt.install(wanted)

    def _odoo(self):
        apt.check_system()
        suites = apt.Suites(self.settings.cache / "apt", ("sid", "bookworm"))
        versions = suites.unpack(ODOO_PACKAGES, self.odoo)
        (self.odoo / ".done").write_text(json.dumps(versions))

    def _venv(self):
        run([sys.executable, "-m", "venv", self.venv], "making the virtual environment")
        self._pip("requirements.txt")
        site = next(self.venv.glob("lib/python3*/site-packages"))
        (site / "odoo-19.pth").write_text(f"{self.odoo_packages}\n")

    def _pip(self, name):
        # The lists are complete. Odoo's own package would ask for psycopg2 from source.
        command = [self.python, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        command += ["--no-deps", "-r", self.requirements / name]
        run(command, f"pip install -r config/odoo/{name}")

    def _asterisk(self):
        options = ["--variant=apt", "--include=asterisk"]
        options += ['--aptopt=Acquire::Check-Valid-Until "false"']
        mirror = apt.archive_uri(apt.codename())
        command = ["mmdebstrap", *options, "sid", self.asterisk, mirror]
        run(as_root(command), "building the Asterisk root")

    def _node(self):
        for name in ("package.json", "package-lock.json"):
            shutil.copy(self.settings.checkout / name, self.node_modules)
        run(["npm", "ci", "--no-audit", "--no-fund"], "npm ci", cwd=self.node_modules)

    def _jssip(self):
        """The softphone's SIP library, which npm ships without a browser bundle."""
        addon = self.settings.addons / "tvshop_cti"
        target = addon / "static" / "lib" / "jssip" / "jssip.js"
        stamp = target.with_name(f".{self.node_modules.name}")
        if stamp.exists() or not addon.exists():
            return
        entry = self.node_modules / "node_modules" / "jssip" / "lib" / "JsSIP.js"
        options = [
            "--bundle",
            "--format=iife",
            "--global-name=JsSIP",
            "--minify",
            f"--outfile={target}",
        ]
        esbuild = self.node_modules / "node_modules" / ".bin" / "esbuild"
        run([esbuild, entry, *options], "bundling JsSIP")
        stamp.touch()

    def _sounds(self):
        try:
            from runtime import sounds
        except ImportError:
            return
        sounds.make(self.sounds)


def asterisk_command(root):
    """How to start the Asterisk of `root` on a system whose C library is older."""
    loader = next(
        iter(sorted(root.glob("lib64/ld-linux-*.so.*")) or sorted(root.glob("lib/ld-linux-*.so.*")))
    )
    libraries = next(p.parent for p in root.glob("usr/lib/*/libc.so.6"))
    return [loader, "--library-path", libraries, root / "usr" / "sbin" / "asterisk"]
