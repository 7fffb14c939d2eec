"""Which agents' phones are registered at a PBX."""

GRACE = 8.0

_GONE = frozenset(("Removed", "Unreachable"))


class Registrations:
    """A phone that vanishes is lost after GRACE seconds: a reloaded page registers again sooner.

    Times are any clock's seconds, given by the caller.
    """

    def __init__(self):
        self.present = set()
        self._missing = {}

    def heard(self, message, now):
        """Take a ContactStatus event; returns the extensions that have come (back)."""
        ext, status = message.get("AOR"), message.get("ContactStatus")
        if not ext.isdigit():
            return set()
        if status in _GONE:
            if ext in self.present:
                self.present.discard(ext)
                self._missing[ext] = now + GRACE
            return set()
        self._missing.pop(ext, None)
        if ext in self.present:
            return set()
        self.present.add(ext)
        return {ext}

    def picture(self, rows, expected, now):
        """Take the answer to PJSIPShowContacts; returns the extensions registered.

        Those of `expected` that aren't are missing from now on.
        """
        present = {
            row.get("Endpoint")
            for row in rows
            if row.get("Endpoint").isdigit() and row.get("Status") != "Unreachable"
        }
        for ext in (self.present | set(expected)) - present:
            self._missing.setdefault(ext, now + GRACE)
        for ext in present:
            self._missing.pop(ext, None)
        self.present = set(present)
        return present

    def take_lost(self, now):
        """The extensions whose time to come back is over, once."""
        due = {ext for ext, until in self._missing.items() if until <= now}
        for ext in due:
            del self._missing[ext]
        return due
