"""What must be true before anything is started."""

import errno
import os
import socket
from pathlib import Path

from runtime.errors import Stop

UDP = {"TVSHOP_PBX_SIP", "TVSHOP_CARRIER_SIP"}
STATE_ROOM = 500 << 20


def check_addresses(settings):
    """Stop when the demo's well-known passwords would be open to other machines."""
    is_open = settings.is_demo or settings.demo_mark.exists()
    if is_open and (public := settings.public_addresses):
        name = public[0]
        raise Stop(
            f"{name}={settings.host(name)} can be reached by others and the demo's passwords are"
            " known to all: use a 127.… address, or TVSHOP_DEMO=0 for a company without them"
        )


def check_room(settings):
    free = os.statvfs(settings.state)
    free = free.f_bavail * free.f_frsize
    if free < STATE_ROOM:
        raise Stop(
            f"{settings.state} has {free >> 20} MB free: free some space or set TVSHOP_STATE"
        )


def check_ports(settings):
    """Stop when somebody else listens where we want to."""
    for name, (host, port) in settings.addresses.items():
        kind = socket.SOCK_DGRAM if name in UDP else socket.SOCK_STREAM
        with socket.socket(socket.AF_INET, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, kind == socket.SOCK_STREAM)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise Stop(_refused(name, host, port, error)) from None


def _refused(name, host, port, error):
    if error.errno == errno.EADDRINUSE:
        owner = owner_of(port)
        return f"{host}:{port} is taken by {owner}: end it, or set {name} to another HOST:PORT"
    if error.errno == errno.EACCES:
        return f"{host}:{port} needs root: set {name} to a port above 1023"
    return (
        f"{host}:{port} cannot be used ({error.strerror}): set {name} to an address of this machine"
    )


def owner_of(port, proc=Path("/proc")):
    """'name (pid N)' of the process that holds a port, as far as we may see."""
    inodes = {
        line.split()[9]
        for table in ("tcp", "udp", "tcp6", "udp6")
        if (proc / "net" / table).exists()
        for line in (proc / "net" / table).read_text().splitlines()[1:]
        if int(line.split()[1].rpartition(":")[2], 16) == port
    }
    wanted = {f"socket:[{inode}]" for inode in inodes}
    for pid in (p for p in proc.iterdir() if p.name.isdigit()):
        try:
            if any(str(fd.readlink()) in wanted for fd in (pid / "fd").iterdir()):
                return f"{(pid / 'comm').read_text().strip()} (pid {pid.name})"
        except OSError:
            continue
    return "another process"
