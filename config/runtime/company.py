"""The company's database: made once, kept as a dump in the cache, brought up to date later."""

import ast
import json
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

from runtime import vault
from runtime.errors import Stop, explain
from runtime.tools import digest, locked, progress, run, say

# the first is the company's own
LANGUAGES = "zh_CN,zh_TW,en_US"
# the demo company's year of orders ends today; after a week it is made anew
DEMO_COMMAND = Path("tvshop_crm") / "cli" / "tvshop_demo.py"
HASHES = "tvshop.addon_hashes"
# parts of an add-on that its database knows nothing of
NOT_IN_DATABASE = {"tests", "__pycache__", "readme", "dist", "src", "lib"}
NEW_IDENTITY = """
UPDATE ir_config_parameter SET value = gen_random_uuid()
 WHERE key IN ('database.uuid', 'database.secret')
"""
CLOSE_ADMIN = "env.ref('base.user_admin').password = {!r}; env.cr.commit()\n"
PREGENERATE = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()\n"


def manifests(addons):
    """{name: manifest} of our add-ons."""
    return {
        path.parent.name: ast.literal_eval(path.read_text(encoding="utf-8"))
        for path in sorted(addons.glob("*/__manifest__.py"))
    }


def addon_hashes(addons):
    """{name: hash of what its database is made from}."""
    return {name: digest(*_content(addons / name)) for name in manifests(addons)}


def _content(addon):
    for path in sorted(addon.rglob("*")):
        parts = path.relative_to(addon).parts
        if path.is_file() and not NOT_IN_DATABASE & set(parts) and path.suffix != ".pyc":
            yield "/".join(parts)
            yield path


def last_error(output):
    """The last exception that a log of Odoo shows, in one line."""
    errors = re.findall(r"^[\w.]*(?:Error|Exception|Violation)\b.*", output, re.MULTILINE)
    return errors[-1] if errors else explain(output)


def changes(known, present):
    """(add-ons to install, add-ons to update) so that what is `known` becomes `present`."""
    new = [name for name in present if name not in known]
    changed = [name for name in present if name in known and known[name] != present[name]]
    return new, changed


class Database:
    """One database of a company, and its templates in the cache."""

    def __init__(self, company, name=None, is_demo=None):
        settings = company.settings
        self.company = company
        self.cluster = company.cluster
        self.name = name or settings.database
        self.is_demo = settings.is_demo if is_demo is None else is_demo
        self.templates = settings.cache / "databases"
        self.filestore = settings.state / "odoo" / "filestore" / self.name
        self.manifests = manifests(settings.addons)
        self.hashes = addon_hashes(settings.addons)

    @property
    def base_modules(self):
        """What our add-ons need of Odoo itself."""
        needed = {name for manifest in self.manifests.values() for name in manifest["depends"]}
        return sorted(needed - set(self.manifests)) or ["base", "web"]

    @property
    def base_template(self):
        cache = self.company.cache
        key = digest(cache.odoo_version, cache.venv.name, LANGUAGES, *self.base_modules)
        return self.templates / f"core-{key}"

    @property
    def template(self):
        kind = f"demo {date.today():%G-%V}" if self.is_demo else "plain"
        key = digest(self.base_template.name, kind, json.dumps(self.hashes))
        return self.templates / f"{kind.split()[0]}-{key}"

    def ensure(self, before_update=lambda: None):
        """Make the database, or bring it up to date; returns whether anything was done."""
        if not self.cluster.exists(self.name):
            self._make()
            self._guard()
            return True
        return self._update(before_update)

    def make_anew(self):
        """Make it again, whatever was in it."""
        self.cluster.drop(self.name)
        shutil.rmtree(self.filestore, ignore_errors=True)
        self._make()

    def _guard(self):
        """Mark well-known passwords as such, or give the administrator another."""
        settings = self.company.settings
        if self.is_demo:
            settings.demo_mark.touch()
        else:
            password = vault.load(settings)["admin"]
            self._odoo(command="shell", input=CLOSE_ADMIN.format(password))

    def _make(self):
        self.templates.mkdir(parents=True, exist_ok=True)
        try:
            with locked(self.templates / "lock"):  # whoever comes second finds it in the cache
                if not self._has(self.template):
                    self._make_base()
                    self._make_own()
                    self._dump(self.template)
                    return
            with progress("the company, from the cache"):
                self._restore(self.template)
        except BaseException:
            self.cluster.drop(self.name)
            raise

    def _make_base(self):
        if self._has(self.base_template):
            with progress("Odoo's own modules, from the cache"):
                self._restore(self.base_template)
            return
        with progress(f"installing Odoo's modules: {' '.join(self.base_modules)}"):
            self.cluster.create(self.name)
            self._odoo("-i", ",".join(self.base_modules), "--load-language", LANGUAGES)
        self._dump(self.base_template)

    def _make_own(self):
        if self.manifests:
            with progress(f"installing {' '.join(self.manifests)}"):
                self._odoo("-i", ",".join(self.manifests))
        if self.is_demo and (self.company.settings.addons / DEMO_COMMAND).exists():
            with progress("filling the demo company"):
                self._odoo(command="tvshop_demo")
        self._remember()
        with progress("building the web pages' scripts and styles"):
            self._odoo(command="shell", input=PREGENERATE)

    def _update(self, before_update):
        new, changed = changes(self._known(), self.hashes)
        if not new and not changed:
            return False
        before_update()
        arguments = [
            *(["-i", ",".join(new)] if new else []),
            *(["-u", ",".join(changed)] if changed else []),
        ]
        with progress(f"updating add-ons: {' '.join(new + changed)}"):
            self._odoo(*arguments)
        self._remember()
        return True

    def _known(self):
        sql = f"SELECT value FROM ir_config_parameter WHERE key = '{HASHES}'"
        return json.loads(self.cluster.query(sql, self.name) or "{}")

    def _remember(self):
        value = json.dumps(self.hashes)
        self.cluster.query(
            f"INSERT INTO ir_config_parameter (key, value) VALUES ('{HASHES}', '{value}')"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            self.name,
        )

    def _odoo(self, *arguments, command="server", input=None):
        """Run Odoo once on this database; Stop with the last error of its log."""
        if command == "server":
            arguments += ("--stop-after-init", "--no-http", "--max-cron-threads=0")
        if command in ("server", "shell"):
            arguments = ("-d", self.name, "--log-level=warn", *arguments)
        log = self.company.settings.logs / "database.log"
        with open(log, "a+") as file:
            start = file.tell()
            done = subprocess.run(
                list(map(str, self.company.odoo_command(command, *arguments))),
                env=self.company.environ(), input=input or "", stdout=file, stderr=file, text=True,
            )  # fmt: skip
            file.seek(start)
            output = file.read()
        if done.returncode or " CRITICAL " in output:
            raise Stop(f"odoo {command} failed: {last_error(output)} (all of it: {log})")

    def _has(self, template):
        return (template / "done").exists()

    def _dump(self, template):
        """Keep the database and its files in the cache."""
        shutil.rmtree(template, ignore_errors=True)
        template.mkdir(parents=True)
        options = ["-Fc", "-Z1", "-f", template / "database.dump", self.name]
        run(self.cluster.tool("pg_dump", *options), "keeping the database in the cache")
        if self.filestore.exists():
            run(
                ["tar", "-cf", template / "files.tar", "-C", self.filestore, "."],
                "keeping its files",
            )
        (template / "done").touch()
        self._forget_old()

    def _forget_old(self, keep=6):
        by_age = sorted(self.templates.glob("*/done"), key=lambda p: p.stat().st_mtime)
        for done in by_age[:-keep]:
            say(f"  forgetting the old template {done.parent.name}")
            shutil.rmtree(done.parent)

    def _restore(self, template):
        self.cluster.create(self.name)
        options = [
            "-j2",
            "--no-owner",
            "--no-comments",
            "-d",
            self.name,
            template / "database.dump",
        ]
        run(self.cluster.tool("pg_restore", *options), "restoring the database from the cache")
        if (template / "files.tar").exists():
            self.filestore.mkdir(parents=True, exist_ok=True)
            run(["tar", "-xf", template / "files.tar", "-C", self.filestore], "restoring its files")
        self.cluster.query(NEW_IDENTITY, self.name)
        (template / "done").touch()
