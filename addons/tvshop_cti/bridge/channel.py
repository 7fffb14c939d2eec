"""One channel's life inside a call that is being folded."""

import re

AGENT = "agent"
TRUNK = "trunk"
OTHER = "other"

AGENT_NAME = re.compile(r"PJSIP/(\d{4})-")


class Channel:
    """One channel's life, while a call is folded."""

    __slots__ = (
        "uniqueid", "name", "kind", "extension", "start", "answer", "hangup", "end", "cause",
        "source", "stays", "holds",
    )  # fmt: skip

    def __init__(self, event):
        self.uniqueid = event.uniqueid
        self.name = ""
        self.kind = OTHER
        self.extension = ""
        self.start = event.time
        self.answer = None
        self.hangup = None
        self.end = None
        self.cause = None
        self.source = ""
        self.stays = []
        self.holds = []

    def rename(self, name):
        if "<" in name or name.startswith("Surrogate/"):
            return
        self.name = name
        match = AGENT_NAME.match(name)
        if match:
            self.kind, self.extension = AGENT, match[1]
        else:
            self.kind, self.extension = TRUNK if name.startswith("PJSIP/") else OTHER, ""

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

    @property
    def closed_at(self):
        return self.end if self.hangup is None else self.hangup

    def bridged(self, until):
        """bridge → intervals this channel was in it; open ones end at its hang-up or `until`."""
        result = {}
        for bridge, enter, leave in self.stays:
            end = leave if leave is not None else self.closed_at or until
            result.setdefault(bridge, []).append((enter, max(enter, end)))
        return result

    def open_bridges(self):
        if self.closed_at is not None:
            return set()
        return {bridge for bridge, _enter, leave in self.stays if leave is None}
