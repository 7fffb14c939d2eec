"""What calls were, read off Asterisk's own record by other means than the product's.

It knows plain inbound calls only: one customer, and agents who are rung, talk and hang up.
"""

import json
from dataclasses import dataclass

CUSTOMER = "PJSIP/carrier-"
CEL_SINCE = """
SELECT eventtype, extract(epoch FROM eventtime)::float8 AS at, channame, linkedid, userdeftype,
       cid_num, appname, extra
  FROM tvshop_cel WHERE eventtime >= '{}' ORDER BY eventtime, id
"""
# what Odoo has, in the same words
CALLS_SINCE = """
SELECT c.id, c.linkedid, c.state, c.direction, c.caller_e164,
       extract(epoch FROM c.start)::float8 AS start,
       extract(epoch FROM c.answered_at)::float8 AS answered_at,
       extract(epoch FROM c."end")::float8 AS "end",
       c.wait_seconds, c.talk_seconds, coalesce(c.wrap_seconds, 0) AS wrap_seconds,
       c.hangup_by, c.outcome, coalesce(a.extension, '') AS extension
  FROM tvshop_call c LEFT JOIN tvshop_agent a ON a.id = c.agent_id
 WHERE c.start >= '{}'
"""
DURATIONS_AND_NAMES = ("wait_seconds", "talk_seconds", "hangup_by", "outcome", "extension")


@dataclass
class Told:
    """A call as CEL tells it. Times are epoch seconds, durations whole seconds."""

    linkedid: str
    number: str
    start: float
    answered_at: float | None
    end: float | None
    wait_seconds: int
    talk_seconds: int
    hangup_by: str
    outcome: str
    extension: str


def read_calls(records, since):
    """The calls that began at `since` (naive UTC) or later and have ended."""
    by_call = {}
    for row in records.rows(CEL_SINCE.format(since)):
        by_call.setdefault(row["linkedid"], []).append(row)
    return [
        tell(rows)
        for rows in by_call.values()
        if rows[0]["eventtype"] == "CHAN_START" and first(rows, "LINKEDID_END")
    ]


def differences(calls, told):
    """[(linked id, what, in Odoo, in CEL)] of rows of CALLS_SINCE and {linked id: Told}."""
    found = []
    for call in calls:
        cel = told[call["linkedid"]]
        for name in ("start", "answered_at", "end"):
            if abs((call[name] or 0) - (getattr(cel, name) or 0)) >= 0.5:
                found.append((call["linkedid"], name, call[name], getattr(cel, name)))
        for name in DURATIONS_AND_NAMES:
            if call[name] != getattr(cel, name):
                found.append((call["linkedid"], name, call[name], getattr(cel, name)))
    return found


def tell(rows):
    """One call, of its rows in the order of time."""
    customer = rows[0]["channame"]
    talks = talks_with(customer, stays_of(rows))
    answered_at = talks[0][0] if talks else None
    leaver = talks[-1][2] if talks else ""
    return Told(
        linkedid=rows[0]["linkedid"],
        number=rows[0]["cid_num"],
        start=rows[0]["at"],
        answered_at=answered_at,
        end=first(rows, "LINKEDID_END"),
        wait_seconds=waited(rows, customer, answered_at),
        talk_seconds=round(sum(stop - start for start, stop, *_who in talks)),
        hangup_by="agent" if leaver and leaver != customer else "caller",
        outcome="answered" if talks else "abandoned",
        extension=talks[-1][3].removeprefix("PJSIP/")[:4] if talks else "",
    )


def first(rows, kind, **values):
    """When the first event of that kind happened; None if never."""
    return next(
        (
            row["at"]
            for row in rows
            if row["eventtype"] == kind and all(row[name] == is_ for name, is_ in values.items())
        ),
        None,
    )


def stays_of(rows):
    """{bridge: {channel: [enter, exit]}}"""
    stays = {}
    for row in rows:
        if row["eventtype"] in ("BRIDGE_ENTER", "BRIDGE_EXIT"):
            bridge = stays.setdefault(json.loads(row["extra"])["bridge_id"], {})
            bridge.setdefault(row["channame"], []).append(row["at"])
    return stays


def talks_with(customer, stays):
    """[(start, stop, who left first, the agent's channel)] in the order of time."""
    talks = []
    for bridge in stays.values():
        for agent in bridge.keys() - {customer}:
            (came, went), (agent_came, agent_went) = bridge[customer], bridge[agent]
            leaver = customer if went <= agent_went else agent
            talks.append((max(came, agent_came), min(went, agent_went), leaver, agent))
    return sorted(talks)


def waited(rows, customer, answered_at):
    """Whole seconds from the queue's beginning to the answer, or to where the queue ended."""
    queued = first(rows, "USER_DEFINED", userdeftype="TVSHOP_QUEUE")
    if queued is None:
        return 0
    left = first(rows, "APP_END", channame=customer, appname="Queue")
    return round((answered_at or left) - queued)
