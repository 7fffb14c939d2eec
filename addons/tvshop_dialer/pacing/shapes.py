"""What the pacing sees. Times are seconds of one monotonous clock; which one does not matter."""

from dataclasses import dataclass, field

DIALLED = "dialled"
ANSWERED = "answered"
FAILED = "failed"
NO_ANSWER = "no_answer"
CONNECTED = "connected"
ABANDONED = "abandoned"
TALK_ENDED = "talk_ended"
WRAP_ENDED = "wrap_ended"
AGENT_LEFT = "agent_left"
AGENT_CAME = "agent_came"


@dataclass(frozen=True)
class Event:
    """Something that happened to a call or an agent of the campaign.

    Every call tells `dialled` and then exactly one of `answered`, `failed` and `no_answer`; an
    answered one tells `connected` or `abandoned`, or both when the agent came too late; a connected
    one `talk_ended`, then `wrap_ended`.

    :param kind: `dialled`; `answered`: a live person (with answering-machine detection: once it
        has said so); `failed`: busy, refused, vacant, congestion, machine; `no_answer`: given up
        at the campaign's limit of ringing; `connected`: an agent has the call; `abandoned`: live
        and no agent within the time allowed; `talk_ended`, `wrap_ended`: of an agent;
        `agent_left`, `agent_came`
    :param at: when
    :param lasted: since dialling for `answered`, `failed` and `no_answer`; the talk for
        `talk_ended`; the wrap-up for `wrap_ended` (0 where there is none); else 0
    """

    kind: str
    at: float
    lasted: float = 0.0


@dataclass
class View:
    """The campaign as it is known. The lists hold start times, in any order.

    :param now: the moment by which what happened is known, of the same clock as the events
    :param free: agents of the campaign's share who are ready
    :param talking: agents of its share in a call, whichever: when it was connected
    :param wrapping: agents of its share in wrap-up: when it began
    :param ringing: the campaign's calls dialled and not yet resolved: when they were dialled
    :param waiting: its answered calls that have no agent yet: when they were answered
    :param ahead: inbound callers and call-backs that get the share's next agents first
        (`share.give_way`)
    :param lines: how many more calls it may place now (`share.split_lines`); None: no limit
    :param is_blind: what is seen may be old, as events have not come (the PBX is silent)
    """

    now: float
    free: int
    talking: list = field(default_factory=list)
    wrapping: list = field(default_factory=list)
    ringing: list = field(default_factory=list)
    waiting: list = field(default_factory=list)
    ahead: int = 0
    lines: int | None = None
    is_blind: bool = False

    @property
    def agents(self):
        return self.free + len(self.talking) + len(self.wrapping)
