"""How a broken step ends: one line that says what to do next."""

import errno


class Stop(Exception):
    """A step cannot go on; the message names the remedy."""


# what a failing tool prints → the line its reader needs
SYMPTOMS = (
    (
        ("No space left on device", "not enough free space", "ENOSPC"),
        "the disk is full: free some space",
    ),
    (
        (
            "Could not resolve",
            "Temporary failure resolving",
            "Temporary failure in name resolution",
            "Network is unreachable",
            "Failed to establish a new connection",
            "Could not connect to",
            "Connection timed out",
            "ENOTFOUND",
            "EAI_AGAIN",
            "ETIMEDOUT",
        ),
        "the network cannot be reached: check the connection (and http_proxy, if you use one)",
    ),
    (
        ("Could not get lock", "Unable to acquire the dpkg frontend lock"),
        "another apt is at work: wait until it ends",
    ),
    (
        ("a password is required", "a terminal is required"),
        "sudo wants a password: run this as root",
    ),
)


def explain(output):
    """The remedy for a tool's output, or its last line when nothing is known about it."""
    for needles, remedy in SYMPTOMS:
        if any(needle in output for needle in needles):
            return remedy
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"


def explain_os(error):
    """One line for an OSError that no step foresaw."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full: free some space, then run the same command again"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        remedy = "check its owner, or set TVSHOP_STATE and TVSHOP_CACHE"
        return f"no right to write {error.filename}: {remedy}"
    return str(error)
