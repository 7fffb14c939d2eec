"""The commands of ./tvshop."""

import argparse
import json
import os
import sys

from runtime import health, lifecycle
from runtime.errors import Stop, explain_os
from runtime.fetch import PARTS
from runtime.services import ORDER, Company
from runtime.settings import Settings
from runtime.supervisor import supervise

# arguments of these go to another program as they are
PASSING = ("call", "test", "psql", "shell")


def parser():
    top = argparse.ArgumentParser(
        prog="./tvshop", description="A TV-shopping company on this machine."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="command")
    up = commands.add_parser("up", help="bring the company up and stay; Ctrl-C ends it")
    up.add_argument("-d", dest="stays", action="store_false", help="return once everything answers")
    commands.add_parser("down", help="end everything, in order")
    status = commands.add_parser("status", help="how each part is, by asking it")
    status.add_argument("--json", action="store_true")
    logs = commands.add_parser("logs", help="what the parts wrote")
    logs.add_argument("service", nargs="?", choices=[*ORDER, "supervisor", "database"])
    logs.add_argument("-f", dest="follows", action="store_true", help="keep showing what comes")
    bench = commands.add_parser("bench", help="measure, all or those named")
    bench.add_argument("name", nargs="*", help="of tests/bench/bench_NAME.py")
    bench.add_argument("--full", action="store_true", help="at full size, however long it takes")
    commands.add_parser("i18n", help="bring the translation files up to date with the source")
    for name, text in (
        ("call", "simulated customers call (--help for how)"),
        ("test", "every check and test, or pytest with these arguments"),
        ("psql", "the company's database"),
        ("shell", "Odoo's Python shell"),
    ):
        commands.add_parser(name, help=text, add_help=False)
    fetch = commands.add_parser("fetch", help="only fetch what up would fetch")
    fetch.add_argument("parts", nargs="*", metavar="part", default=PARTS, help=", ".join(PARTS))
    commands.add_parser("supervise", help="(what up starts)")
    container = commands.add_parser("container", help="(what a container starts)")
    container.add_argument("service", choices=ORDER)
    return top


def main(argv=None):
    argv = sys.argv[1:] if argv is None else argv
    options, rest = parser().parse_known_args(argv)
    if rest and options.command not in PASSING:
        parser().error(f"unknown: {' '.join(rest)}")
    try:
        company = Company(Settings.load())
        sys.exit(COMMANDS[options.command](company, options, argv[1:]))
    except Stop as stop:
        sys.exit(f"tvshop: {stop}")
    except OSError as error:
        sys.exit(f"tvshop: {explain_os(error)}")
    except KeyboardInterrupt:
        sys.exit(130)


def up(company, options, _rest):
    lifecycle.up(company, options.stays)


def down(company, _options, _rest):
    lifecycle.down(company)


def status(company, options, _rest):
    rows = health.status(company)
    if options.json:
        print(json.dumps({"services": rows}))
    else:
        for name, row in rows.items():
            print(f"{name:10} {row['state']:10} {row['detail']}")
    return any(row["state"] not in (health.UP, health.WAITING) for row in rows.values())


def logs(company, options, _rest):
    state = company.settings.state
    name = options.service or "*"
    paths = sorted(
        [*company.settings.logs.glob(f"{name}.log"), *state.glob(f"{name}/log/messages*")]
    )
    if not paths:
        raise Stop("nothing was written yet: ./tvshop up")
    os.execvp("tail", ["tail", "-n", "100", *(["-F"] if options.follows else []), *map(str, paths)])


def psql(company, _options, rest):
    lifecycle.exec_with(
        company, company.cluster.tool("psql", "-d", company.settings.database, *rest)
    )


def shell(company, _options, rest):
    arguments = ["-d", company.settings.database, "--no-http", *rest]
    lifecycle.exec_with(company, company.odoo_command("shell", *arguments))


def call(company, _options, rest):
    from runtime import callers

    return callers.main(rest, company.settings)


def test(company, _options, rest):
    from runtime import testing

    return testing.main(company, rest)


def bench(company, options, _rest):
    from runtime import testing

    return testing.bench(company, options.name, options.full)


def i18n(company, _options, _rest):
    from runtime import i18n

    return i18n.main(company)


def fetch(company, options, _rest):
    company.cache.fetch(options.parts)


def container(company, options, _rest):
    from runtime import containers

    containers.main(company, options.service)


def run_supervisor(company, _options, _rest):
    supervise(company)


COMMANDS = {
    "up": up,
    "down": down,
    "status": status,
    "logs": logs,
    "psql": psql,
    "shell": shell,
    "call": call,
    "test": test,
    "bench": bench,
    "i18n": i18n,
    "fetch": fetch,
    "container": container,
    "supervise": run_supervisor,
}
