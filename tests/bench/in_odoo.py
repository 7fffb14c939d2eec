"""Runs a bench's `measure(env, …)` in Odoo's shell, on a database of the tests' company."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1] / "config")]

from runtime.company import Database  # noqa: E402
from runtime.testing import raised  # noqa: E402


@contextmanager
def company():
    with raised(is_kept=os.environ.get("TVSHOP_TEST_KEEP") == "1") as raised_company:
        yield raised_company


@contextmanager
def plain_database(one, name):
    """A database without demo data beside the company's own; gone afterwards."""
    database = Database(one, name, is_demo=False)
    try:
        database.make_anew()
        yield name
    finally:
        one.cluster.drop(name)


def measure(one, bench, *arguments, database=None):
    """Call `measure(env, *arguments)` of the module `bench`; its output is shown."""
    script = (
        f"import sys; sys.path.insert(0, {str(HERE)!r})\n"
        f"import {bench}; {bench}.measure(env, *{arguments!r})\n"
    )
    options = ["--no-http", "--log-level=error"]
    options += ["-d", database] if database else []
    subprocess.run(
        list(map(str, one.odoo_command("shell", *options))),
        input=script,
        text=True,
        env=one.environ(),
        check=True,
    )
