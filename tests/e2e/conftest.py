"""Customers and records for the tests of the whole company."""

import sqlite3
import sys
import types
from contextlib import closing
from pathlib import Path

import pytest

from runtime.callers import Callers

sys.path.insert(0, str(Path(__file__).parent))

from campaigns import manager_of
from floor import Records

# The demo carrier's pure modules are imported without running the add-ons' Odoo part.
_ADDONS = Path(__file__).resolve().parents[2] / "addons"
for _name, _addon in (
    ("tvshop_logistics", "tvshop_logistics"),
    ("odoo.addons.tvshop_crm", "tvshop_crm"),
):
    _package = types.ModuleType(_name)
    _package.__path__ = [str(_ADDONS / _addon)]
    sys.modules.setdefault(_name, _package)


@pytest.fixture(scope="session")
def callers(company):
    with Callers(company.settings) as callers:
        yield callers


@pytest.fixture
def records(company):
    return Records(company)


@pytest.fixture
def manager(chromium, company):
    with manager_of(chromium, company) as client:
        yield client


@pytest.fixture(scope="session")
def store(company):
    """What the PBX has in its own store under a key."""

    def value(key):
        path = company.settings.state / "pbx" / "var" / "astdb.sqlite3"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as database:
            rows = database.execute("SELECT value FROM astdb WHERE key = ?", (f"/{key}",))
            return next(rows, ("",))[0]

    return value
