"""What the PBX has against what it should have, as actions. Values in, values out."""

from ..ami import actions

# Families of the PBX's store that Odoo alone fills; keys unknown to Odoo are removed there.
FAMILIES = (
    "blacklist",
    "dialout",
    "hotline",
    "hours",
    "menu",
    "offer",
    "priority",
    "prompt",
    "recording",
    "trunk",
)


def read_tree(rows):
    """Key without leading slash → value, of the answer to DBGetTree."""
    return {row.get("Key").lstrip("/"): row.get("Val") for row in rows}


def store_actions(desired, actual):
    """Actions that turn the store's content `actual` into `desired` (both key → value)."""
    puts = [
        actions.db_put(key, value) for key, value in desired.items() if actual.get(key) != value
    ]
    return puts + [actions.db_del(key) for key in actual if key not in desired]


def read_members(rows):
    """queue → interface → (penalty, paused, reason), of the answer to QueueStatus."""
    queues = {}
    for row in rows:
        if row.name == "QueueParams":
            queues.setdefault(row.get("Queue"), {})
        elif row.name == "QueueMember":
            interface = row.get("Location") or row.get("Interface")
            queues.setdefault(row.get("Queue"), {})[interface] = (
                int(row.get("Penalty") or 0),
                row.get("Paused") == "1",
                row.get("PausedReason"),
            )
    return queues


def member_actions(desired, actual):
    """Actions for the queues that the PBX has; others can't be joined.

    `desired` is queue → extension → (penalty, paused, reason).
    """
    result = []
    for queue, now in actual.items():
        wanted = {
            actions.agent_device(ext): (ext, int(penalty), bool(paused), reason or "")
            for ext, (penalty, paused, reason) in desired.get(queue, {}).items()
        }
        result += [actions.queue_remove(queue, one) for one in now if one not in wanted]
        for interface, (ext, penalty, paused, reason) in wanted.items():
            result += _one_member(queue, ext, (penalty, paused, reason), now.get(interface))
    return result


def _one_member(queue, ext, wanted, now):
    penalty, paused, reason = wanted
    if now is None:
        return [actions.queue_add(queue, ext, penalty, paused, reason)]
    result = []
    if now[0] != penalty:
        result.append(actions.queue_penalty(queue, ext, penalty))
    if now[1] != paused or (paused and now[2] != reason):
        result.append(actions.queue_pause(queue, ext, paused, reason))
    return result
