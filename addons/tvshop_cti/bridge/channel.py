"""One channel's life inside a call that is being folded."""

AGENT = "agent"
TRUNK = "trunk"
OTHER = "other"

_PHONE = "PJSIP/"
_NO_NAMES = ("Surrogate/",)
_EXTENSION = slice(len(_PHONE), len(_PHONE) + 4)


def agent_extension(name):
    """1001 of PJSIP/1001-0000002a; empty for a channel that is no agent's."""
    extension = name[_EXTENSION]
    is_agent = name.startswith(_PHONE) and extension.isdecimal() and name[10:11] == "-"
    return extension if is_agent else ""


class Channel:
    """Times are epoch seconds. `cause` and `source` tell why and by whom it was hung up."""

    name = extension = source = ""
    kind = OTHER
    answer = hangup = end = cause = None

    def __init__(self, uniqueid, start):
        self.uniqueid = uniqueid
        self.start = start
        # [bridge, enter, leave], [begin, end], and those of the call's waits that go on here
        self.stays = []
        self.holds = []
        self.waits = []

    def rename(self, name):
        if "<" in name or name.startswith(_NO_NAMES):
            return
        self.name = name
        self.extension = agent_extension(name)
        if self.extension:
            self.kind = AGENT
        else:
            self.kind = TRUNK if name.startswith(_PHONE) else OTHER

    def enter(self, bridge, time):
        self.stays.append([bridge, time, None])

    def leave(self, bridge, time):
        for stay in reversed(self.stays):
            if stay[0] == bridge and stay[2] is None:
                stay[2] = time
                return

    def hold(self, time):
        if not self.holds or self.holds[-1][1] is not None:
            self.holds.append([time, None])

    def unhold(self, time):
        if self.holds and self.holds[-1][1] is None:
            self.holds[-1][1] = time

    def stop_wait(self, time):
        if self.waits:
            self.waits.pop(0)[2] = time

    @property
    def closed_at(self):
        return self.end if self.hangup is None else self.hangup

    def bridged(self, until):
        """(bridge, enter, leave) of each stay; open ones end at its hang-up or `until`."""
        last = self.closed_at or until
        return [
            (bridge, enter, max(enter, last if leave is None else leave))
            for bridge, enter, leave in self.stays
        ]

    def held(self, until):
        """(begin, end) of each hold, likewise."""
        last = self.closed_at or until
        return [(begin, last if end is None else end) for begin, end in self.holds]

    def open_bridges(self):
        if self.closed_at is not None:
            return set()
        return {bridge for bridge, _enter, leave in self.stays if leave is None}
