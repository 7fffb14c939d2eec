"""Running other programs, and saying what goes on."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from runtime.errors import Stop, explain


def say(text):
    print(text, flush=True)


def run(command, what, **options):
    """The output of a program that should succeed; Stop with its remedy when it does not."""
    try:
        done = subprocess.run(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            **options,
        )
    except FileNotFoundError:
        raise Stop(f"{what}: the program {command[0]} is missing") from None
    if done.returncode:
        raise Stop(f"{what} failed: {explain(done.stdout)}")
    return done.stdout


def as_root(command):
    """`command` as root: as it is, or behind sudo."""
    if os.geteuid() == 0:
        return command
    if not shutil.which("sudo"):
        raise Stop(
            f"this needs root and there is no sudo: run as root: {' '.join(map(str, command))}"
        )
    return ["sudo", *command]


@contextmanager
def progress(text):
    """Says what is being done, with a dot now and then on a terminal, and how long it took."""
    started = time.monotonic()
    print(f"· {text} …", end="" if sys.stdout.isatty() else "\n", flush=True)
    yield
    seconds = f"{time.monotonic() - started:.0f} s"
    print(f" {seconds}" if sys.stdout.isatty() else f"  {text}: {seconds}", flush=True)


@contextmanager
def locked(path):
    """Keeps other processes out while it lasts; a process that ends leaves no lock behind."""
    with open(path, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def digest(*parts):
    """A short name for content: strings as they are, paths by their bytes."""
    sha = hashlib.sha256()
    for part in parts:
        data = part.read_bytes() if isinstance(part, Path) else str(part).encode()
        sha.update(len(data).to_bytes(8, "big") + data)
    return sha.hexdigest()[:12]


def wait_for(check, seconds, pause=0.2):
    """The first true answer of `check` within `seconds`, else its last answer."""
    deadline = time.monotonic() + seconds
    while not (answer := check()) and time.monotonic() < deadline:
        time.sleep(pause)
    return answer
