"""Which agents' phones are registered at a PBX."""

GRACE = 8.0

_GONE = frozenset(("Removed", "Unreachable"))


class Registrations:
    """A phone that vanishes is lost after GRACE seconds: a reloaded page registers again sooner.

    A phone is there as long as it has a contact: whoever registers over a new connection is told
    of before the old contact is removed. Times are any clock's seconds, given by the caller.
    """

    def __init__(self):
        self._contacts = {}
        self._missing = {}

    @property
    def present(self):
        return set(self._contacts)

    def heard(self, message, now):
        """Take a ContactStatus event; returns the extensions that have come (back)."""
        ext, uri = message.get("AOR"), message.get("URI")
        if not ext.isdigit():
            return set()
        if message.get("ContactStatus") in _GONE:
            self._remove(ext, uri, now)
            return set()
        self._missing.pop(ext, None)
        is_new = ext not in self._contacts
        self._contacts.setdefault(ext, set()).add(uri)
        return {ext} if is_new else set()

    def _remove(self, ext, uri, now):
        contacts = self._contacts.get(ext, set())
        contacts.discard(uri)
        if ext in self._contacts and not contacts:
            del self._contacts[ext]
            self._missing[ext] = now + GRACE

    def picture(self, rows, expected, now):
        """Take the answer to PJSIPShowContacts; returns the extensions registered.

        Those of `expected` that aren't are missing from now on.
        """
        before, self._contacts = self.present, {}
        for row in rows:
            ext = row.get("Endpoint")
            if ext.isdigit() and row.get("Status") not in _GONE:
                self._contacts.setdefault(ext, set()).add(row.get("Uri"))
                self._missing.pop(ext, None)
        for ext in (before | set(expected)) - self.present:
            self._missing.setdefault(ext, now + GRACE)
        return self.present

    def take_lost(self, now):
        """The extensions whose time to come back is over, once."""
        due = {ext for ext, until in self._missing.items() if until <= now}
        for ext in due:
            del self._missing[ext]
        return due
