"""What people asked for, sent to the PBX.

A row of the outbox was committed as sent before it comes here, so whatever happens it is tried
once: a failure after sending is *unknown*, never a second try.
"""

import time

from ..ami import actions
from ..ami.client import AmiError, NotConnected, Refused
from . import phones
from .book import CONFERENCE, ROOM
from .channel import AGENT, TRUNK

DONE, FAILED, UNKNOWN = "done", "failed", "unknown"
LATER = None
PING_TIMEOUT = 2.0


class CannotDo(Exception):
    """The command makes no sense now, such as on a call that has ended."""


class Commander:
    """Sends commands over `call`, the client's; `find_call(linkedid)` gives the folded call."""

    def __init__(self, call, find_call):
        self._call = call
        self._find_call = find_call
        self._dialling = {}

    async def execute(self, command):
        """(state, result) of a command, or LATER when `answered` will tell."""
        handler = getattr(self, f"_do_{command.kind}", None)
        if handler is None:
            return FAILED, f"unknown kind of command {command.kind!r}"
        try:
            return await handler(command, command.payload or {})
        except (CannotDo, actions.UnsafeValue, NotConnected, Refused) as error:
            return FAILED, str(error)
        except KeyError as error:
            return FAILED, f"{error} is missing"
        except AmiError as error:
            return UNKNOWN, str(error)

    def answered(self, message):
        """(command id, state, result) when an OriginateResponse ends a command, else None."""
        command_id = self._dialling.pop(message.action_id, None)
        if command_id is None:
            return None
        if message.get("Response") == "Success":
            return command_id, DONE, message.get("Uniqueid")
        return command_id, FAILED, f"phone not answered (reason {message.get('Reason')})"

    def cut_off(self):
        """The ids of commands whose answers won't come any more."""
        ids = list(self._dialling.values())
        self._dialling.clear()
        return ids

    async def _send(self, sequence):
        for action in sequence:
            await self._call(action)
        return DONE, ""

    async def _do_phone_secret(self, _command, payload):
        return await self._send([phones.open_action(payload["extension"], payload["secret"])])

    async def _do_phone_close(self, _command, payload):
        return await self._send([phones.close_action(payload["extension"])])

    async def _do_dial(self, command, payload):
        number = actions.dial_digits(payload["number"])
        await self._make_sure()
        action = actions.originate(
            payload["extension"],
            "dial-out",
            number,
            (payload.get("shown") or "", f"D{int(command.id)}"),
            {"TVSHOP_OUTBOX": int(command.id), **payload.get("variables", {})},
            channel_id=payload.get("linkedid"),
        )
        action_id = f"tvshop-dial-{int(command.id)}"
        self._dialling[action_id] = command.id
        try:
            await self._call(action, action_id=action_id)
        except AmiError:
            self._dialling.pop(action_id, None)
            raise
        return LATER

    async def _make_sure(self):
        """Nobody is dialled while the PBX isn't heard: what was sent into silence might still
        arrive when nobody waits for it any more."""
        try:
            await self._call(actions.ping(), timeout=PING_TIMEOUT)
        except AmiError as error:
            raise CannotDo("the telephone system does not answer") from error

    async def _do_resume(self, _command, payload):
        """Take the customer from the agent's dead leg to its new phone.

        Once the dead leg is gone the dialplan does it by itself.
        """
        ext = actions.extension(payload["extension"])
        call = self._open_call(payload)
        if not _names(call, AGENT, ext):
            return DONE, "the PBX is at it"
        customer = self._customer(call)
        return await self._send([actions.redirect(customer, "tvshop-resume", ext)])

    async def _do_conference(self, _command, payload):
        """Move customer and agent into a room of their own and ring the third there."""
        ext, target = payload["extension"], actions.extension(payload["target"])
        call = self._open_call(payload)
        agents = _names(call, AGENT, ext)
        if not agents:
            raise CannotDo("the agent is not on this call")
        room = ROOM + call.linkedid
        customer = self._customer(call)
        return await self._send(
            [
                actions.redirect(customer, CONFERENCE, room, extra_channel=agents[-1]),
                actions.originate(target, CONFERENCE, room, (ext, ext)),
            ]
        )

    async def _do_recording_pause(self, _command, payload):
        return await self._mute_recording(payload, True)

    async def _do_recording_resume(self, _command, payload):
        return await self._mute_recording(payload, False)

    async def _mute_recording(self, payload, is_muted):
        """Have the PBX leave both sides out of the recording, or no longer.

        The mute is the PBX's own, so it stays when this process dies. The time is left on the
        channel, from where the dialplan puts it on record at the call's end.
        """
        self._customer(call := self._open_call(payload))
        time_of = f"{'p' if is_muted else 'r'}{time.time():.3f}"
        sequence = []
        for name in _names(call, TRUNK):
            sequence.append(actions.mute_recording(name, is_muted))
            sequence.append(actions.push_variable(name, "TVSHOP_PAUSES", time_of))
        return await self._send(sequence)

    async def _do_refuse(self, _command, payload):
        """Let the dialplan turn the customer away, so that it is on record as that."""
        customer = self._customer(self._open_call(payload))
        return await self._send([actions.redirect(customer, "tvshop-refuse", "s")])

    def _open_call(self, payload):
        call = self._find_call(payload["linkedid"])
        if call is None or not call.is_open:
            raise CannotDo("the call has ended")
        return call

    def _customer(self, call):
        names = _names(call, TRUNK)
        if not names:
            raise CannotDo("the customer has left")
        return names[0]


def _names(call, kind, ext=""):
    """Names of the call's channels that are up, of one kind and extension."""
    start = f"PJSIP/{ext}-" if ext else "PJSIP/"
    return [name for _id, name, one in call.channels if one == kind and name.startswith(start)]
