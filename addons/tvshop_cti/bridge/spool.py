"""Asterisk's own copy of the record: a file that it appends to, whether PostgreSQL is there or not.

It is opened anew for each event, so it can be renamed under the writer's hands.
"""

import json
import logging
import os
from datetime import datetime, timedelta
from pathlib import Path

_logger = logging.getLogger(__name__)

# Asterisk adds an event to the file and to the table in one go; the table may take a moment.
LAG = 5.0
LINES = 1000
ROTATE_AT = 64 << 20
EPOCH = datetime(1970, 1, 1)
# columns of tvshop_cel, and what the file calls them
COLUMNS = {
    "eventtype": "eventenum", "eventtime": "eventtime", "cid_name": "name", "cid_num": "num",
    "cid_ani": "ani", "cid_rdnis": "rdnis", "cid_dnid": "dnid", "exten": "exten",
    "context": "context", "channame": "channame", "appname": "appname", "appdata": "appdata",
    "amaflags": "amaflags", "accountcode": "accountcode", "uniqueid": "uniqueid",
    "linkedid": "linkedid", "userfield": "userfield", "userdeftype": "userdeftype", "peer": "peer",
    "peeraccount": "peeraccount", "extra": "eventextra",
}  # fmt: skip


class Spool:
    """Reads on from a position, `inode:offset` as text; empty means from the beginning."""

    def __init__(self, path):
        self._path = Path(path)

    def read(self, position, now):
        """The next rows of the table, at most LINES, and the position behind them.

        :param now: epoch seconds; what is younger than LAG is left for the next time
        Raises OSError when the file can't be read. None in its folder yet is no error.
        """
        if not self._path.exists():
            self._path.parent.stat()
            return [], position
        path, offset = self._locate(position)
        with path.open("rb") as file:
            rows, offset, is_end = _read_lines(file, offset, EPOCH + timedelta(seconds=now - LAG))
            inode = os.fstat(file.fileno()).st_ino
        if not rows and is_end and path != self._path:
            return self.read(f"{self._path.stat().st_ino}:0", now)
        return rows, f"{inode}:{offset}"

    def rotate(self, position):
        """Put the file aside when it is large; the one before, which was read to its end, goes.

        What of it is too young to be read is read there.
        """
        if not self._path.exists():
            return
        stat = self._path.stat()
        if stat.st_size >= ROTATE_AT and position.startswith(f"{stat.st_ino}:"):
            self._path.replace(self._aside)

    @property
    def _aside(self):
        return self._path.with_name(f"{self._path.name}.1")

    def _locate(self, position):
        """(the file that the position lies in, its offset there)"""
        inode, _colon, offset = position.partition(":")
        for path in (self._path, self._aside):
            if path.exists() and str(path.stat().st_ino) == inode:
                # shorter than what was read: it was begun anew
                return path, int(offset) if path.stat().st_size >= int(offset) else 0
        return self._path, 0


def _read_lines(file, offset, until):
    """(rows, offset behind them, whether no whole line is left) of lines not after `until`."""
    rows = []
    file.seek(offset)
    while len(rows) < LINES:
        line = file.readline()
        if not line.endswith(b"\n"):
            return rows, offset, True
        row = _row(line)
        if row and row["eventtime"] > until:
            break
        offset += len(line)
        if row:
            rows.append(tuple(row.values()))
    return rows, offset, False


def _row(line):
    """The line as a row of the table; None for one that was torn, as by a power cut."""
    try:
        row = json.loads(line.decode(errors="replace").replace("\\u0000", ""))
        values = {name: row[source] for name, source in COLUMNS.items()}
        return {**values, "amaflags": int(row["amaflags"]), "eventtime": _moment(row["eventtime"])}
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        _logger.warning("a line of the PBX's record can't be read: %.200r", line)
        return None


def _moment(text):
    """Naive UTC of epoch seconds as text, exact to the microsecond."""
    second, _dot, fraction = text.partition(".")
    return EPOCH + timedelta(seconds=int(second), microseconds=int(fraction.ljust(6, "0")))
