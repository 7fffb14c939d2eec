"""Parts of the company that are killed under load, by the seed that TVSHOP_SEED repeats."""

import os
import random
import sys
import time
from pathlib import Path

import pytest

sys.path += [str(Path(__file__).parent), str(Path(__file__).parents[1] / "e2e")]

pytest.register_assert_rewrite("floor", "parts", "traffic")

from floor import Records, agents  # noqa: E402
from parts import Parts  # noqa: E402
from proxy import Proxy  # noqa: E402
from traffic import Crew  # noqa: E402

from runtime.callers import Callers  # noqa: E402

CREW = ("agent1", "agent2")


@pytest.fixture(scope="session")
def seed():
    seed = int(os.environ.get("TVSHOP_SEED") or time.time())
    print(f"\nTVSHOP_SEED={seed} repeats this run")
    return seed


@pytest.fixture
def rng(seed, request):
    """The chances of one test: they don't depend on which tests run before it."""
    return random.Random(f"{seed} {request.node.name}")


@pytest.fixture
def parts(company):
    """The company's processes; afterwards every part runs and is in order."""
    parts = Parts(company)
    yield parts
    parts.restore()


@pytest.fixture(scope="session")
def callers(company):
    with Callers(company.settings) as callers:
        yield callers


@pytest.fixture(scope="session")
def web(company):
    """Between the browsers and Odoo, to be cut. Telephones go past it."""
    with Proxy(company.settings.addresses["TVSHOP_HTTP"]) as proxy:
        yield proxy


@pytest.fixture(scope="session")
def browsers(chromium, company, web):
    """Two agents at work, signed in once for all tests."""
    with agents(chromium, company, *CREW, url=web.url) as pages:
        yield pages


@pytest.fixture
def records(company):
    return Records(company)


@pytest.fixture
def crew(browsers, company, callers, rng, parts):
    """The agents, ready, and customers for them."""
    crew = Crew(browsers, company, callers, rng)
    crew.gather()
    return crew
