"""The administrative division at the beginning of an address."""

SUFFIXES = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市")


class Divisions:
    """Finds divisions in addresses.

    :param rows: `[(id, name, name of its state)]`; names begin with their city, as 深圳市南山区
    """

    def __init__(self, rows):
        self._by_state = {}
        self._by_name = {}
        for division_id, name, state in rows:
            for spelt in (state, _short(state)):
                self._by_state.setdefault(spelt, {})[name] = division_id
            self._by_name.setdefault(name, set()).add(division_id)
        self._longest = max((len(name) for _id, name, _state in rows), default=0)

    def find(self, address):
        """`(id, the rest of the address)`; where none is named, or several are, None and all."""
        text = "".join(str(address).split())
        for length in range(min(9, len(text)), 1, -1):
            own = self._by_state.get(text[:length])
            if own:
                rest = text[length:]
                # A municipality is named twice or once: 上海市上海市浦东新区, 上海市浦东新区.
                for tail in (rest, text):
                    name = self._prefix(tail, own)
                    if name:
                        return own[name], _after(address, len(text) - len(tail) + len(name))
        name = self._prefix(text, self._by_name)
        if name and len(self._by_name[name]) == 1:
            return next(iter(self._by_name[name])), _after(address, len(name))
        return None, str(address).strip()

    def _prefix(self, text, names):
        """The longest of these names that the text begins with."""
        for length in range(min(self._longest, len(text)), 1, -1):
            if text[:length] in names:
                return text[:length]
        return ""


def _after(address, count):
    """What follows so many characters, blanks not counted."""
    for place, char in enumerate(str(address)):
        if count == 0:
            return str(address)[place:].strip()
        count -= not char.isspace()
    return ""


def _short(state):
    for suffix in SUFFIXES:
        if state.endswith(suffix) and len(state) - len(suffix) >= 2:
            return state[: -len(suffix)]
    return state
