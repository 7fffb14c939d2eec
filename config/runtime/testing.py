"""`./tvshop test` and `./tvshop bench`."""

import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager, nullcontext

from runtime import lint
from runtime.company import Database
from runtime.control import Control
from runtime.errors import Stop
from runtime.lifecycle import bring_up, launch, start
from runtime.postgres import OWNER
from runtime.services import Company
from runtime.settings import Settings, test_environment
from runtime.tools import say

# the browser helpers of Odoo's tests know this address only
ADDON_TEST_ENVIRONMENT = {"TVSHOP_HTTP": "127.0.0.1:18069", "TVSHOP_DB": "tvshop_addons"}
COUNTS = re.compile(r"(\d+) (passed|failed|errors?|skipped|rerun)\b")
NOTHING_COLLECTED = 5
# minutes each; by name, or with --full
SLOW = ("dialler", "surge")
# a process for each of two cores, with a company of its own; the tests of one file stay together
SIDE_BY_SIDE = ("-n", "2", "--dist", "loadfile")
# Calls have deadlines in real time, on a machine that others may use: what fails is tried once more
# and named. Of more than a few, something is wrong.
TRIED_AGAIN = ("--reruns", "1", "--max-suite-reruns", "4", "--rerun-show-tracebacks")
# a shift that takes both cores: alone, like the faults, in which seconds count
LOAD = "tests/e2e/test_load.py"
WHEN_ALL = {
    "unit": SIDE_BY_SIDE,
    "addons": SIDE_BY_SIDE,
    "company": (f"--ignore={LOAD}", *SIDE_BY_SIDE, *TRIED_AGAIN),
    "faults": (LOAD, *TRIED_AGAIN),
}
# its fixtures want a database for every test
WITHOUT_ODOO = ("-p", "no:odoo")


class Tally:
    """What the phases counted."""

    def __init__(self):
        self.passed = self.failed = self.again = 0

    def add(self, closing, code):
        """Count pytest's closing line; a run that broke counts as a failure too."""
        counts = {word.rstrip("s"): int(number) for number, word in COUNTS.findall(closing)}
        failed = counts.get("failed", 0) + counts.get("error", 0)
        self.passed += counts.get("passed", 0)
        self.failed += failed or bool(code)
        self.again += counts.get("rerun", 0)


def main(company, arguments):
    """Run everything, or pytest with these arguments where they belong; the exit code."""
    company.cache.fetch()
    company.cache.fetch_for_tests()
    company.prepare_folders()
    tally = Tally()
    if not arguments:
        headline("lint")
        lint.main(company, tally)
    for phase, own_arguments in divide(arguments, company.settings.checkout):
        headline(phase)
        PHASES[phase](company, own_arguments, tally)
    say(f"{tally.passed} passed, {tally.failed} failed, {tally.again} tried again")
    return 1 if tally.failed else 0


def divide(arguments, checkout):
    """[(phase, its pytest arguments)]: every path goes to its phase, options go to all."""
    paths = [a for a in arguments if (checkout / a.partition("::")[0]).exists()]
    options = [a for a in arguments if a not in paths]
    by_phase = {}
    for path in paths or [
        "tests/unit",
        *existing(checkout, "tests/packaging"),
        "addons",
        *existing(checkout, "tests/e2e", "tests/faults"),
    ]:
        by_phase.setdefault(phase_of(path, checkout), []).append(path)
    added = {} if paths else WHEN_ALL
    return [
        (phase, [*by_phase[phase], *added.get(phase, ()), *options])
        for phase in PHASES
        if phase in by_phase
    ]


def existing(checkout, *folders):
    return [folder for folder in folders if any((checkout / folder).rglob("test_*.py"))]


def phase_of(path, checkout):
    """Pure tests, the packages', of add-ons in a database, of the whole company, of its faults."""
    parts = (checkout / path).resolve().relative_to(checkout).parts
    if parts[0] == "addons":
        return "addons"
    if parts[:2] == ("tests", "packaging"):
        return "packaging"
    return {("tests", "e2e"): "company", ("tests", "faults"): "faults"}.get(parts[:2], "unit")


def outside_odoo(company, arguments, tally):
    """Tests that import no Odoo. Those of a whole company raise one: tests/conftest.py."""
    pytest(company, [*WITHOUT_ODOO, *arguments], tally)


def addons(company, arguments, tally):
    """Tests of the add-ons, in a database where all of them are installed."""
    if not any(company.settings.addons.glob("*/tests/test_*.py")):
        say("no add-on has tests yet")
        return
    environ = {**test_environment(), **ADDON_TEST_ENVIRONMENT}
    tester = Company(Settings.load(environ))
    with database_only(tester):
        Database(tester, is_demo=False).make_anew()
        options = [f"--odoo-database={tester.settings.database}", "--odoo-http"]
        # pytest-odoo copies the database for each process with PostgreSQL's own programs
        postgres = {"PGHOST": str(tester.settings.pg_socket), "PGUSER": OWNER}
        pytest(tester, [*options, *arguments], tally, postgres)


PHASES = {
    "unit": outside_odoo,
    "packaging": outside_odoo,
    "addons": addons,
    "company": outside_odoo,
    "faults": outside_odoo,
}


@contextmanager
def database_only(company):
    """The company's PostgreSQL without the rest."""
    company.prepare_folders()
    control = Control(company.settings)
    control.quit()
    launch(company, control)
    try:
        start(company, control, "postgres")
        company.cluster.ensure_owner()
        yield
    finally:
        control.quit()


@contextmanager
def raised(is_kept=False, number=1):
    """A company of the tests; ended afterwards unless it was up before or is to be kept."""
    company = Company(Settings.load(test_environment(number=number)))
    was_up = Control(company.settings).is_running()
    company.prepare_folders()
    bring_up(company)
    try:
        yield company
    finally:
        if not (was_up or is_kept):
            Control(company.settings).quit()


def pytest(company, arguments, tally, environ=()):
    """Run pytest in the virtual environment, showing what it says as it comes."""
    command = [company.cache.python, "-m", "pytest", "-rsfER", *arguments]
    process = subprocess.Popen(
        list(map(str, command)),
        cwd=company.settings.checkout,
        env={**company.environ(), **dict(environ)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    closing = ""
    for line in process.stdout:
        sys.stdout.write(line)
        if COUNTS.search(line) and " in " in line:
            closing = line
    sys.stdout.flush()
    code = process.wait()
    if code == NOTHING_COLLECTED:
        say("pytest found no test for these arguments")
    tally.add(closing, code)


def bench(company, names=(), is_full=False):
    """Run the benches with these names, or all; what they reached stands in one table at the end.

    :param is_full: at full size instead of within some minutes
    :return: the exit code
    """
    scripts = {
        path.stem.removeprefix("bench_"): path
        for path in sorted((company.settings.checkout / "tests" / "bench").glob("bench_*.py"))
    }
    for name in names:
        if name not in scripts:
            raise Stop(f"there is no bench “{name}”; there are {', '.join(scripts)}")
    company.cache.fetch()
    company.cache.fetch_for_tests()
    company.prepare_folders()
    results = company.settings.run / "bench.jsonl"
    results.unlink(missing_ok=True)
    chosen = names or [name for name in scripts if is_full or name not in SLOW]
    environ = {**company.environ(), "TVSHOP_BENCH_RESULTS": str(results)}
    code = 0
    is_kept = os.environ.get("TVSHOP_TEST_KEEP") == "1"
    with raised(is_kept) if len(chosen) > 1 else nullcontext():  # once for all
        for name in chosen:
            headline(name)
            command = [company.cache.python, scripts[name], *(["--full"] if is_full else [])]
            done = subprocess.run(command, cwd=company.settings.checkout, env=environ)
            code = max(code, abs(done.returncode))
    rows = results.read_text(encoding="utf-8").splitlines() if results.exists() else []
    headline("reached")
    say(markdown([json.loads(row) for row in rows]))
    return code


def markdown(rows):
    """What the benches reported, as one table."""
    lines = ["| measured | reached | goal | |", "| --- | ---: | ---: | --- |"]
    lines += [f"| {r['what']} | {r['value']} | {r['goal']} | {r['reached']} |" for r in rows]
    return "\n".join(lines)


def headline(text):
    say(f"\n── {text} " + "─" * (60 - len(text)))
