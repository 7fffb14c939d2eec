"""The company's processes, to be killed, stopped and watched."""

import json
import os
import signal
import socket
import subprocess
import time
from contextlib import contextmanager

from runtime import health, vault
from runtime.control import Control
from runtime.lifecycle import start

FULL = os.environ.get("TVSHOP_FAULTS") == "full"
PATIENCE = 60
IN_ORDER = (health.UP, health.WAITING)


def wait_until(question, what, patience=PATIENCE, pause=0.05):
    """Seconds until the answer to `question` was true; fails with `what`."""
    begun = time.monotonic()
    while not question():
        assert time.monotonic() - begun < patience, what
        time.sleep(pause)
    return time.monotonic() - begun


class Parts:
    """What the supervisor keeps. Signals go to one process, by its id."""

    def __init__(self, company):
        self.company = company
        self.control = Control(company.settings)
        self._stopped = set()

    def pid(self, name):
        """The process id; None while the part is down."""
        return (self.control.ask("status") or {}).get(name, {}).get("pid")

    def kill(self, name):
        """kill -9; the process id that is no more."""
        pid = self.pid(name)
        os.kill(pid, signal.SIGKILL)
        return pid

    def wait_restart(self, name, old):
        """Wait until the supervisor has started another process in its place."""
        wait_until(lambda: self.pid(name) not in (None, old), f"{name} is not started again")

    def is_up(self, name):
        return health.PROBES[name](self.company)[0] == health.UP

    def wait_up(self, name, patience=PATIENCE):
        """Seconds until the part says that it is in order."""
        probe = health.PROBES[name]
        return wait_until(
            lambda: probe(self.company)[0] in IN_ORDER,
            f"{name} is not up again: {probe(self.company)}",
            patience,
        )

    def down(self, name):
        self.control.ask("stop", name)

    def up(self, name):
        start(self.company, self.control, name)

    @contextmanager
    def standing_still(self, name):
        """The part's process gets no time while this lasts."""
        pid = self.pid(name)
        os.kill(pid, signal.SIGSTOP)
        try:
            yield pid
        finally:
            os.kill(pid, signal.SIGCONT)

    def restore(self):
        for name in self.company.names:
            self.up(name)
            self.wait_up(name)

    def channels(self):
        """{linked id} of what the PBX says is going on."""
        return {message["Linkedid"] for message in ask(self.company, "CoreShowChannels")} - {""}

    @contextmanager
    def bridge_of_our_own(self, **environ):
        """Another bridge beside the company's, as a process; its health is `health_of` its."""
        settings = self.company.settings
        path = settings.run / "second.sock"
        with open(settings.logs / "second.log", "ab") as log:
            process = subprocess.Popen(
                list(map(str, self.company.odoo_command("tvshop_cti"))),
                env={**self.company.environ(), "TVSHOP_BRIDGE_SOCKET": str(path), **environ},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            yield Bridge(process, path)
        finally:
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait()


class Bridge:
    """A bridge's process and its health."""

    def __init__(self, process, path):
        self.process = process
        self._path = path

    @property
    def state(self):
        return ask_health(self._path)

    def wait(self, state, patience=PATIENCE):
        return wait_until(lambda: self.state == state, f"not {state}: {self.state}", patience)


def ask_health(path):
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(path))
            return json.loads(connection.makefile().readline())["state"]
    except (OSError, ValueError) as error:
        return str(error)


def ask(company, action, part="pbx"):
    """The events that answer an action of a manager interface, as dictionaries."""
    user, secret = {"pbx": ("tvshop", "ami"), "carrier": ("carrier", "carrier_ami")}[part]
    host, port = company.settings.addresses[f"TVSHOP_{part.upper()}_AMI"]
    secret = vault.load(company.settings)[secret]
    orders = (
        f"Action: Login\r\nUsername: {user}\r\nSecret: {secret}\r\nEvents: off\r\n\r\n"
        f"Action: {action}\r\nActionID: asked\r\n\r\n"
    )
    with socket.create_connection((host, port), 5) as connection:
        connection.sendall(orders.encode())
        reader = connection.makefile("r", newline="\r\n", errors="replace")
        reader.readline()
        found = []
        while message := _message(reader):
            if message.get("ActionID") == "asked" and "Event" in message:
                if message.get("EventList") == "Complete":
                    break
                found.append(message)
    return found


def _message(reader):
    message = {}
    for line in reader:
        if line == "\r\n":
            return message
        name, _colon, value = line.rstrip("\r\n").partition(": ")
        message[name] = value
    return message
