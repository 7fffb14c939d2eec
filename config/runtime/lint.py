"""Checks of the source that run nothing of it. Each tool counts as one test."""

import shutil
import subprocess
import time

from runtime.tools import say

# what is ours: neither bundled nor built
FOREIGN = {"node_modules", "lib", "dist", "__pycache__"}


def sources(checkout, *patterns):
    """The files of the checkout that match, without those fetched or built."""
    found = []
    for pattern in patterns:
        paths = sorted(checkout.glob(pattern))
        found += [str(p) for p in paths if not FOREIGN & set(p.relative_to(checkout).parts)]
    return found


def commands(company):
    """{name: command or commands of which none may fail}."""
    checkout = company.settings.checkout
    tools = company.cache.venv / "bin"
    node = company.cache.node_modules / "node_modules" / ".bin"
    scripts = sources(checkout, "addons/*/static/**/*.js", "eslint.config.mjs")
    styles = sources(checkout, "addons/*/static/**/*.scss")
    shell = sources(checkout, "tvshop", ".ci/run", "config/docker/**/*.sh")
    modules = [str(p.parent) for p in sorted(checkout.glob("addons/*/__manifest__.py"))]
    xml = sources(checkout, "addons/**/*.xml")
    translations = sources(checkout, "addons/*/i18n/*.po*")
    return {
        "ruff": [[tools / "ruff", "check", "--no-cache", "."]],
        "ruff format": [[tools / "ruff", "format", "--no-cache", "--check", "."]],
        "pylint-odoo": [[tools / "pylint", "-j2", "--rcfile=.pylintrc", *modules]]
        if modules
        else [],
        "eslint": [[node / "eslint", "--max-warnings=0", *scripts]],
        "prettier": [[node / "prettier", "--check", "--log-level=warn", *scripts, *styles]],
        "shellcheck": [["shellcheck", *shell]],
        "xml": [["xmllint", "--noout", *xml]] if xml else [],
        "translations": [["msgfmt", "-o", "/dev/null", path] for path in translations],
    }


def main(company, tally):
    """Run every tool; what one finds is shown."""
    link_node_modules(company)
    for name, parts in commands(company).items():
        started = time.monotonic()
        outputs = [failure(command, company) for command in parts]
        found = "".join(filter(None, outputs))
        say(f"{name:14} {'FAILED' if found else 'passed'} in {time.monotonic() - started:.1f}s")
        if found:
            say(found)
        tally.passed += not found
        tally.failed += bool(found)


def failure(command, company):
    """What a tool found, or None."""
    command = list(map(str, command))
    if not shutil.which(command[0]):
        return f"{command[0]} is missing\n"
    done = subprocess.run(
        command,
        cwd=company.settings.checkout,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return (done.stdout or f"exit code {done.returncode}\n") if done.returncode else None


def link_node_modules(company):
    """ESLint's configuration finds its imports beside itself only."""
    link = company.settings.checkout / "node_modules"
    target = company.cache.node_modules / "node_modules"
    if link.is_symlink() and link.readlink() != target:
        link.unlink()
    if not link.exists():
        link.symlink_to(target)
