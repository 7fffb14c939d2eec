"""Customers and records for the tests of the whole company."""

import sys
from pathlib import Path

import pytest

from runtime.callers import Callers

sys.path.insert(0, str(Path(__file__).parent))

from floor import Records


@pytest.fixture(scope="session")
def callers(company):
    with Callers(company.settings) as callers:
        yield callers


@pytest.fixture
def records(company):
    return Records(company)
