"""Up and down."""

import os
import signal
import time

from runtime import checks, health
from runtime.company import Database
from runtime.control import Control
from runtime.errors import Stop
from runtime.services import ORDER
from runtime.tools import progress, say, wait_for

LOGINS = "admin, agent1 … agent8, supervisor, warehouse, finance, service, manager"
START_LIMIT = {"postgres": 60, "odoo": 120, "pbx": 30, "carrier": 30, "ear": 30, "bridge": 30}


def up(company, stays=True):
    """Bring everything up; stay until interrupted unless told otherwise."""
    started = time.monotonic()
    is_new = bring_up(company)
    seconds = time.monotonic() - started
    say(f"up after {seconds:.0f} s" if is_new else "already up: nothing to do")
    welcome(company)
    if stays:
        stay(company)


def bring_up(company):
    """Start and bring up to date whatever is not; returns whether anything was done."""
    checks.check_addresses(company.settings)
    company.cache.fetch()
    company.prepare_folders()
    checks.check_room(company.settings)
    control = Control(company.settings)
    if control.is_running():
        return start_all(company, control)
    try:
        launch(company, control)
        start_all(company, control)
    except BaseException:
        control.quit()
        raise
    return True


def launch(company, control):
    """Prepare the state folder and start a supervisor on it."""
    checks.check_ports(company.settings)
    say(f"state: {company.settings.state}")
    company.cluster.prepare()
    company.configure()
    control.launch(company.environ())


def start_all(company, control):
    """Start the parts that are not up, the database first; returns whether anything was done."""
    started = start(company, control, "postgres")
    company.cluster.ensure_owner()
    changed = Database(company).ensure(lambda: stop_users(control))
    company.cluster.ensure_cel_role()
    return any([changed, started, *(start(company, control, n) for n in company.names[1:])])


def stop_users(control):
    """Whoever has the add-ons loaded must not run while the database changes under them."""
    for name in ("bridge", "ear", "odoo"):
        control.ask("stop", name)


def start(company, control, name):
    """Start a part and wait until it answers; returns whether it had to be started."""
    probe = health.PROBES[name]
    if name in (control.ask("status") or {}) and probe(company)[0]:
        return False
    with progress(f"starting {name}"):
        control.ask("start", name)
        wait_for(lambda: probe(company)[0] in (health.UP, health.ALARM), START_LIMIT[name])
        state, reason = probe(company)
        if state not in (health.UP, health.WAITING, health.ALARM):
            raise Stop(f"{name} does not answer ({reason}): see ./tvshop logs {name}")
    return True


def welcome(company):
    settings = company.settings
    say(f"\n  {settings.url}")
    if settings.is_demo:
        say(f"  logins: {LOGINS} (password = login)")
    else:
        say(f"  login: admin, its password is in {settings.state}/secrets.json")
    say("  customers call: ./tvshop call        end: ./tvshop down\n")


def stay(company):
    """Hold the terminal; interrupting it takes the company down."""
    say("Ctrl-C ends the company.")
    for sig in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sig, signal.default_int_handler)
    control = Control(company.settings)
    try:
        while control.is_running():
            time.sleep(2)
        say("the company was taken down.")
    except KeyboardInterrupt:
        down(company)


def down(company):
    with progress("stopping " + ", ".join(n for n in reversed(ORDER) if n in company.names)):
        was_up = Control(company.settings).quit()
    say("down" if was_up else "it was not up")


def exec_with(company, command):
    """Become another program with the company's environment."""
    command = [str(word) for word in command]
    os.execvpe(command[0], command, company.environ())
