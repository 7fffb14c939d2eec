"""The company's processes, to be killed, stopped and watched."""

import json
import os
import signal
import socket
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from datetime import datetime, timezone
from pathlib import Path

from runtime import health, vault
from runtime.control import Control
from runtime.lifecycle import start
from runtime.services import CEL_SPOOL

FULL = os.environ.get("TVSHOP_FAULTS") == "full"
PATIENCE = 120
# a disk that is nearly full stops no part
IN_ORDER = (health.UP, health.WAITING, health.ALARM)


def wait_until(question, what, patience=PATIENCE, pause=0.05):
    """Seconds until the answer to `question` was true; fails with `what`."""
    begun = time.monotonic()
    while not question():
        assert time.monotonic() - begun < patience, what
        time.sleep(pause)
    return time.monotonic() - begun


def starved(pid):
    """Seconds in which a process could have gone on, had others not had the cores (Linux)."""
    waited = 0
    for path in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with suppress(OSError):  # this thread has just ended
            waited += int(path.read_text().split()[1])
    return waited / 1e9


class Stopwatch:
    """How long a process has taken since this was made.

    What others do on the machine is not its fault, so the time that it had to wait for a core
    does not count: the limits hold on a busy machine, too.
    """

    def __init__(self, pid):
        self._pid = pid
        self._begun = time.monotonic() - starved(pid)

    @property
    def seconds(self):
        return round(time.monotonic() - self._begun - starved(self._pid), 1)


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

    def is_alarmed(self, name):
        return health.PROBES[name](self.company)[0] == health.ALARM

    def spooled(self, since):
        """{(uniqueid, time, type)} of the PBX's own file of events since then (naive UTC)."""
        path = self.company.settings.state / "pbx" / CEL_SPOOL
        lines = map(json.loads, path.read_text().splitlines())
        events = {(e["uniqueid"], moment(e["eventtime"]), e["eventenum"]) for e in lines}
        return {event for event in events if event[1] >= since}

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


def moment(epoch):
    """Epoch seconds as text → naive UTC in ISO, to the microsecond."""
    second, _dot, fraction = epoch.partition(".")
    return f"{datetime.fromtimestamp(int(second), timezone.utc):%Y-%m-%dT%H:%M:%S}.{fraction}"


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


class Invites:
    """The calls that reach the simulated network from the PBX, while in a `with`."""

    def __init__(self, company):
        self._company = company
        self._called = []

    def __enter__(self):
        self._connection, reader = log_in(self._company, "carrier", events="on")
        self._thread = threading.Thread(target=self._listen, args=(reader,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_exception):
        self._connection.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._connection.close()

    def to(self, number):
        """How many there were to a number."""
        return self._called.count(number)

    def count(self, numbers):
        """How many there were to any of these."""
        return sum(self._called.count(number) for number in numbers)

    def _listen(self, reader):
        while message := _message(reader):
            if message.get("Event") == "Newchannel":
                self._called.append(message.get("Exten"))


def ask_health(path):
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(path))
            return json.loads(connection.makefile().readline())["state"]
    except (OSError, ValueError) as error:
        return str(error)


def log_in(company, part, events="off"):
    """(connection, its reader) of a manager interface."""
    user, secret = {"pbx": ("tvshop", "ami"), "carrier": ("carrier", "carrier_ami")}[part]
    secret = vault.load(company.settings)[secret]
    address = company.settings.addresses[f"TVSHOP_{part.upper()}_AMI"]
    connection = socket.create_connection(address, 5)
    order = f"Action: Login\r\nUsername: {user}\r\nSecret: {secret}\r\nEvents: {events}\r\n\r\n"
    connection.sendall(order.encode())
    connection.settimeout(None if events == "on" else 10)
    reader = connection.makefile("r", newline="\r\n", errors="replace")
    reader.readline()
    return connection, reader


def ask(company, action):
    """The events that answer an action of the PBX's manager interface, as dictionaries."""
    connection, reader = log_in(company, "pbx")
    with connection:
        connection.sendall(f"Action: {action}\r\nActionID: asked\r\n\r\n".encode())
        found = []
        while message := _message(reader):
            if message.get("ActionID") == "asked" and "Event" in message:
                if message.get("EventList") == "Complete":
                    break
                found.append(message)
    return found


def is_loaded(company, module):
    """Whether the PBX has the module by now: it answers before it has loaded all."""
    connection, reader = log_in(company, "pbx")
    with connection:
        connection.sendall(
            f"Action: ModuleCheck\r\nActionID: asked\r\nModule: {module}\r\n\r\n".encode()
        )
        while message := _message(reader):
            if message.get("ActionID") == "asked":
                return message["Response"] == "Success"
    return False


def _message(reader):
    message = {}
    for line in reader:
        if line == "\r\n":
            return message
        name, _colon, value = line.rstrip("\r\n").partition(": ")
        message[name] = value
    return message
