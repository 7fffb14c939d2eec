"""Typed builders of manager actions. They refuse what could smuggle in a second action.

A manager action is lines of text, so a CR or LF inside a value would start another header or
another action; and in a dial string `&`, `,`, `|` and `${` mean more than one number to Asterisk.
"""

import re

# Asterisk reads a line into a buffer of 1,025 bytes and cuts the rest off silently.
MAX_LINE = 1000

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")
_FORBIDDEN = re.compile(r"[\r\n\0]")
_NUMBER = re.compile(r"[0-9]{3,20}\Z")
_EXTENSION = re.compile(r"[0-9]{4}\Z")
_CHANNEL = re.compile(r"[A-Za-z0-9]+/[A-Za-z0-9_.@;:/-]+\Z")
_KEY = re.compile(r"[\w.+@;:=^-]+(/[\w.+@;:=^-]+)*\Z")
_SHOWN_UNSAFE = re.compile(r"[\"<>\\,|&$%{}()\x00-\x1f\x7f]")


class UnsafeValue(ValueError):
    """A value that must not reach the PBX."""


class Action:
    """An action of the manager interface: a name and its headers, in order."""

    __slots__ = ("name", "headers")

    def __init__(self, name, /, **headers):
        self.name = name
        self.headers = [(key, value) for key, value in headers.items() if value is not None]

    def __repr__(self):
        return f"Action({self.name})"

    def encode(self, action_id):
        """The action's bytes. Raises UnsafeValue rather than send what Asterisk could misread."""
        lines = [_line("Action", self.name), _line("ActionID", action_id)]
        for key, value in self.headers:
            values = value if isinstance(value, (list, tuple)) else [value]
            lines += [_line(key, one) for one in values]
        return b"\r\n".join(lines) + b"\r\n\r\n"


def _line(key, value):
    value = str(value)
    if not _NAME.match(key) or _FORBIDDEN.search(value):
        raise UnsafeValue(f"line break or zero byte in {key}")
    line = f"{key}: {value}".encode()
    if len(line) > MAX_LINE:
        raise UnsafeValue(f"{key} is longer than {MAX_LINE} bytes")
    return line


def dial_digits(number):
    """The number when it is digits and nothing else, ready for a dial string."""
    if not isinstance(number, str) or not _NUMBER.match(number):
        raise UnsafeValue("a number to dial has 3 to 20 digits and nothing else")
    return number


def extension(value):
    if not isinstance(value, str) or not _EXTENSION.match(value):
        raise UnsafeValue("an extension has four digits")
    return value


def channel_name(value):
    if not isinstance(value, str) or not _CHANNEL.match(value):
        raise UnsafeValue("not the name of a channel")
    return value


def shown_name(value):
    """A caller-ID name with what a dialplan or a SIP header could act upon left out."""
    return _SHOWN_UNSAFE.sub("", value or "")[:40].strip()


def agent_device(ext):
    return f"PJSIP/{extension(ext)}"


def login(username, secret):
    return Action("Login", Username=username, Secret=secret, Events="on")


def ping():
    return Action("Ping")


def core_status():
    return Action("CoreStatus")


def core_show_channels():
    return Action("CoreShowChannels")


def queue_status():
    return Action("QueueStatus")


def contacts():
    return Action("PJSIPShowContacts")


def reload_module(module):
    return Action("Reload", Module=module)


def unload_module(module):
    return Action("ModuleLoad", Module=module, LoadType="unload")


def load_module(module):
    return Action("ModuleLoad", Module=module, LoadType="load")


def queue_add(queue, ext, penalty=0, paused=False, reason=None):
    return Action(
        "QueueAdd",
        Queue=queue,
        Interface=agent_device(ext),
        MemberName=ext,
        Penalty=int(penalty),
        Paused="true" if paused else "false",
        Reason=reason or None,
    )


def queue_remove(queue, interface):
    return Action("QueueRemove", Queue=queue, Interface=channel_name(interface))


def queue_pause(queue, ext, paused, reason=None):
    return Action(
        "QueuePause",
        Queue=queue,
        Interface=agent_device(ext),
        Paused="true" if paused else "false",
        Reason=reason or None,
    )


def queue_penalty(queue, ext, penalty):
    return Action("QueuePenalty", Queue=queue, Interface=agent_device(ext), Penalty=int(penalty))


def db_put(key, value):
    family, name = _split_key(key)
    return Action("DBPut", Family=family, Key=name, Val=value)


def db_del(key):
    family, name = _split_key(key)
    return Action("DBDel", Family=family, Key=name)


def db_get_tree(family):
    if not _KEY.match(family):
        raise UnsafeValue("not a family of the PBX's store")
    return Action("DBGetTree", Family=family)


def _split_key(key):
    if not _KEY.match(key) or "/" not in key:
        raise UnsafeValue("not a key of the PBX's store")
    # Asterisk joins family and key by a slash, so where the key is cut doesn't matter.
    family, _slash, name = key.partition("/")
    return family, name


def originate(ext, context, exten, caller, variables=None, timeout=30, channel_id=None):
    """Ring an agent's phone and send it to `exten` of `context` when it answers.

    `caller` is (name, number) shown on the phone; a From user `D…` or `R…` makes it answer.
    `channel_id` is to be the call's linked id, where it must be known before.
    """
    name, number = caller
    chosen = {"ChannelId": channel_id} if channel_id else {}
    return Action(
        "Originate",
        Channel=agent_device(ext),
        **chosen,
        Context=context,
        Exten=exten,
        Priority=1,
        CallerID=f'"{shown_name(name)}" <{number}>',
        Timeout=int(timeout * 1000),
        Variable=[f"{key}={value}" for key, value in (variables or {}).items()],
        Async="true",
    )


def originate_number(number, context, channel_id, timeout, variables):
    """Have the dialplan's `context` dial a number that no agent has asked for.

    Once something is heard before the answer, the half that asked is in `<context>-ringing`.

    The channel gets `channel_id` as its identifier, so that the call's linked id is known before.
    Variables are passed on to the customer's channel.
    """
    return Action(
        "Originate",
        Channel=f"Local/{dial_digits(number)}@{context}/n",
        ChannelId=channel_id,
        Context=f"{context}-ringing",
        Exten="s",
        Priority=1,
        # What is heard before the answer brings the channel to where it is hung up by it.
        EarlyMedia="true",
        Timeout=int(timeout * 1000),
        Variable=[f"__{key}={value}" for key, value in variables.items()],
        Async="true",
    )


def mute_recording(channel, is_muted):
    """Silence in the channel's recording, for both sides."""
    return Action(
        "MixMonitorMute",
        Channel=channel_name(channel),
        Direction="both",
        State=1 if is_muted else 0,
    )


def push_variable(channel, name, value):
    """Append to a list in a channel's variable; the PBX parts its elements by a dash."""
    if not _NAME.match(name):
        raise UnsafeValue("not the name of a variable")
    return Action("Setvar", Channel=channel_name(channel), Variable=f"PUSH({name},-)", Value=value)


def redirect(channel, context, exten, priority=1, extra_channel=None):
    return Action(
        "Redirect",
        Channel=channel_name(channel),
        Context=context,
        Exten=exten,
        Priority=priority,
        ExtraChannel=extra_channel and channel_name(extra_channel),
        ExtraContext=extra_channel and context,
        ExtraExten=extra_channel and exten,
        ExtraPriority=extra_channel and priority,
    )
