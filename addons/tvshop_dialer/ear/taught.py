"""What an operator has taught, between Odoo's table and the ear."""

import base64

import numpy as np

from .fingerprint import BANDS
from .matching import Print

# Changes when anything is taught, changed or put aside.
STATE = "SELECT count(*), max(write_date) FROM tvshop_announcement"
PRINTS = """
SELECT id, result, fingerprint FROM tvshop_announcement
 WHERE active AND fingerprint IS NOT NULL ORDER BY id
"""


def pack(rows):
    """A fingerprint as bytes, to be kept."""
    return rows.astype("<f2").tobytes()


def unpack(data):
    return np.frombuffer(data, "<f2").astype(np.float32).reshape(-1, BANDS)


class Taught:
    """Reads the table again once it has changed."""

    def __init__(self, connection):
        """:param connection: gives a context with a cursor, as `odoo.sql_db.Connection` does"""
        self._connection = connection
        self._state = None

    def news(self):
        """Prints, if they are others than at the last call; else None."""
        with self._connection.cursor() as cr:
            cr.execute(STATE)
            state = cr.fetchone()
            if state == self._state:
                return None
            cr.execute(PRINTS)
            rows = cr.fetchall()
        self._state = state
        return [Print(key, result, unpack(base64.b64decode(data))) for key, result, data in rows]
