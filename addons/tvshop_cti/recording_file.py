"""Recordings as files: where one lies, how long it is, how much room is left. No Odoo in here."""

import os
import re
import shutil
import struct
from dataclasses import dataclass
from pathlib import Path

# PBX / day / call; the dialplan makes these names and nothing else
NAME = re.compile(r"[A-Za-z0-9_-]+/\d{4}-\d{2}-\d{2}/[A-Za-z0-9_.-]+\.wav\Z")
# what the PBX writes: PCM of 16 bits at 8,000 Hz after a header of 44 bytes
HEADER, BYTES_PER_SECOND, FRAME = 44, 16000, 2
LENGTH = struct.Struct("<I")


@dataclass(frozen=True)
class Room:
    """How the folder of recordings is. `problem`: "" | "low" | "full" | "unreachable"."""

    problem: str
    free_mb: int


def root(environ=os.environ):
    """The folder that the PBXs record into, or None where this machine doesn't have it."""
    return Path(environ["TVSHOP_RECORDINGS"]) if environ.get("TVSHOP_RECORDINGS") else None


def is_name(name, system_name):
    """Whether a recording of this PBX may be called so."""
    return bool(NAME.match(name)) and name.startswith(f"{system_name}/")


def locate(folder, name, system_name):
    """The file's path, or None: no such file, or one that is not the PBX's own, such as a link."""
    if folder is None or not is_name(name, system_name):
        return None
    path = folder.resolve() / name
    try:
        is_itself = path.resolve(strict=True) == path
    except (OSError, RuntimeError):
        return None
    return path if is_itself and path.is_file() else None


def measure(path):
    """(bytes, seconds) of a recording."""
    size = path.stat().st_size
    return size, max(size - HEADER, 0) // BYTES_PER_SECOND


def repair(path):
    """Have the header say how much sound follows; returns whether it had to be changed.

    The PBX writes the lengths when it closes the file. One that dies leaves noughts there, of which
    browsers play nothing.
    """
    sound = (path.stat().st_size - HEADER) // FRAME * FRAME
    with path.open("r+b") as file:
        header = file.read(HEADER)
        if sound < 0 or not header.startswith(b"RIFF") or header[-8:-4] != b"data":
            return False
        right = b"".join(
            (header[:4], LENGTH.pack(HEADER - 8 + sound), header[8:-4], LENGTH.pack(sound))
        )
        if header != right:
            file.seek(0)
            file.write(right)
        return header != right


def room(folder, least_mb):
    """How much of the disk is left for recordings, against the `least_mb` that must be."""
    if folder is None:
        return Room("", 0)
    try:
        free_mb = shutil.disk_usage(folder).free >> 20
    except OSError:
        return Room("unreachable", 0)
    if not os.access(folder, os.W_OK):
        return Room("unreachable", free_mb)
    if free_mb < 1:
        return Room("full", free_mb)
    return Room("low" if free_mb < least_mb else "", free_mb)
