"""Talking to the supervisor."""

import json
import socket
import subprocess

from runtime.errors import Stop
from runtime.services import supervisor_command
from runtime.tools import wait_for

PATIENCE = 120


class Control:
    """The supervisor of one state folder, whether it runs or not."""

    def __init__(self, settings):
        self.settings = settings
        self.socket = settings.run / "supervisor.sock"

    def ask(self, order, name=None):
        """The supervisor's answer, or None when there is no supervisor."""
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(PATIENCE)
                connection.connect(str(self.socket))
                connection.sendall(json.dumps({"do": order, "name": name}).encode() + b"\n")
                return json.loads(connection.makefile().readline())
        except (OSError, ValueError):
            return None

    def is_running(self):
        return self.ask("status") is not None

    def launch(self, environ):
        """Start a supervisor of its own session and wait until it listens."""
        with open(self.settings.logs / "supervisor.log", "ab") as log:
            process = subprocess.Popen(
                supervisor_command(),
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd="/",
            )
        if not wait_for(lambda: self.is_running() or process.poll() is not None, 15):
            raise Stop(f"the supervisor does not answer: see {log.name}")
        if process.poll() is not None:
            raise Stop(f"the supervisor ended at once: see {log.name}")

    def quit(self):
        """End everything; returns whether there was something to end."""
        if self.ask("quit") is None:
            return False
        wait_for(lambda: not self.socket.exists(), PATIENCE)
        return True
