"""Simulated customers who call the company: `./tvshop call`, and `Callers` for tests."""

import argparse
import itertools
import re
import socket
import threading
import time
from dataclasses import dataclass, field

from runtime import vault
from runtime.errors import Stop

# behaviour → (extension of the carrier's context `customer`, seconds, caller's number, name)
BEHAVIOURS = {
    "talk": ("talk", 60, None, ""),
    "impatient": ("silent", 8, None, ""),
    "silent": ("silent", 60, None, ""),
    "short": ("talk", 12, None, ""),
    "withheld": ("talk", 60, "anonymous", "Anonymous"),
    "markup": ("talk", 60, None, "<script>alert(1)</script>"),
}
NUMBER = re.compile(r"\+?\d{3,20}")
KEYS = re.compile(r"[0-9*#wW]*")
# how far a call has come
STATES = ("placed", "ringing", "answered", "ended")


@dataclass
class CustomerCall:
    """One simulated call. Times are epoch seconds; `audio` is packets (received, sent)."""

    id: str
    number: str
    times: dict = field(default_factory=dict)
    channel: str = ""
    cause: str = ""
    audio: tuple = (0, 0)
    _changed: threading.Condition = field(default_factory=threading.Condition, repr=False)

    @property
    def state(self):
        return max(tuple(self.times), key=STATES.index, default=None)

    def wait(self, state, timeout=30):
        """Whether the call came as far as `state` within `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._reached(state), timeout)

    def _reached(self, state):
        return any(STATES.index(known) >= STATES.index(state) for known in tuple(self.times))

    def mark(self, state, at, listener):
        """It came to `state`; `listener` hears of it before those who wait."""
        if state in self.times:
            return
        self.times[state] = at
        listener(self, state)
        with self._changed:
            self._changed.notify_all()


class Callers:
    """Places calls through the simulated network. Close it, or use it in a `with`.

    `listener(call, state)` is called from the reading thread at every step of a call.
    """

    _session = itertools.count()

    def __init__(self, settings, listener=None):
        self._listener = listener or (lambda call, state: None)
        self._prefix = f"customer-{int(time.time() * 1000)}-{next(self._session)}"
        self._calls = {}
        self._number = itertools.count(1)
        self._lock = threading.Lock()
        address = settings.addresses["TVSHOP_CARRIER_AMI"]
        try:
            self._socket = socket.create_connection(address, timeout=5)
        except OSError:
            raise Stop("the simulated network does not answer: start it with ./tvshop up") from None
        self._reader = self._socket.makefile(
            "r", encoding="utf-8", errors="replace", newline="\r\n"
        )
        self._login(vault.load(settings)["carrier_ami"])
        self._socket.settimeout(None)
        threading.Thread(target=self._read, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.close()

    def close(self):
        """Stop listening; calls under way go on."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the network went down before us
        self._socket.close()

    def place(
        self,
        number="13800000001",
        hotline="4008000001",
        behaviour="talk",
        seconds=None,
        keys="",
        heard="",
    ):
        """Let `number` call `hotline`; the call comes back at once. Stop for a bad argument.

        `keys` are pressed once the call is answered; w is half a second of waiting. What the
        customer hears is written to the file `heard`, a path that ends in .wav.
        """
        extension, usual, fixed_number, name = BEHAVIOURS[check_behaviour(behaviour)]
        number = fixed_number or check_number(number, "--from")
        call = CustomerCall(f"{self._prefix}-{next(self._number)}", number)
        self._calls[call.id] = call
        self._step(call, "placed", time.time())
        self._send(
            Action="Originate",
            ActionID=call.id,
            ChannelId=call.id,
            Channel=f"PJSIP/{check_number(hotline, '--to').lstrip('+')}@pbx",
            CallerID=f'"{name}" <{number}>',
            Context="customer",
            Exten=extension,
            Priority=1,
            Timeout=60000,
            Variable=f"SECONDS={int(seconds or usual)},KEYS={check_keys(keys)},HEARD={heard}",
            Async="true",
        )
        return call

    def hang_up(self, call):
        """The customer hangs up."""
        self._send(Action="Hangup", Channel=call.channel)

    def _login(self, secret):
        self._reader.readline()  # the banner
        self._send(Action="Login", Username="carrier", Secret=secret)
        if self._message().get("Response") != "Success":
            raise Stop("the simulated network refuses us: run ./tvshop down, then ./tvshop up")

    def _send(self, **headers):
        text = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        with self._lock:
            self._socket.sendall(f"{text}\r\n".encode())

    def _message(self):
        """The next message as a dictionary; empty when the connection has ended."""
        message = {}
        for line in self._reader:
            if line == "\r\n":
                return message
            name, _sep, value = line.rstrip("\r\n").partition(": ")
            message[name] = value
        return {}

    def _read(self):
        try:
            while message := self._message():
                self._take(message)
        except (OSError, ValueError):
            pass  # closed, by us or by the network
        for call in self._calls.values():
            self._step(call, "ended", time.time())

    def _take(self, message):
        call = self._calls.get(message.get("Uniqueid") or message.get("ActionID"))
        if not call:
            return
        call.channel = message.get("Channel", call.channel)
        at = float(message.get("Timestamp") or time.time())
        match message.get("Event"), message.get("ChannelStateDesc"):
            case "Newstate", "Ringing":
                self._step(call, "ringing", at)
            case "Newstate", "Up":
                self._step(call, "answered", at)
            case "UserEvent", _:
                call.audio = int(message.get("Received") or 0), int(message.get("Sent") or 0)
            case "Hangup", _:
                call.cause = message.get("Cause-txt", "")
                self._step(call, "ended", at)
            case None, _ if message.get("Response") == "Error":
                call.cause = message.get("Message", "")
                self._step(call, "ended", at)

    def _step(self, call, state, at):
        call.mark(state, at, self._listener)


def check_number(value, option):
    if not NUMBER.fullmatch(value) or not value.isascii():
        raise Stop(f"{option} {value!r} is not a telephone number: 3 to 20 digits, + may lead")
    return value


def check_behaviour(value):
    if value not in BEHAVIOURS:
        raise Stop(f"--behaviour {value!r} is unknown; there are: {', '.join(BEHAVIOURS)}")
    return value


def check_keys(value):
    if not KEYS.fullmatch(value):
        raise Stop(f"--keys {value!r}: there are 0 to 9, * and #, w waits half a second")
    return value


def main(argv, settings):
    """What `./tvshop call` does; returns the exit code."""
    options = _options(argv)
    check_behaviour(options.behaviour)
    check_keys(options.keys)
    if options.count < 1 or options.rate <= 0 or (options.seconds or 1) < 1:
        raise Stop("--count, --rate and --seconds must be above zero")
    started = time.time()
    with Callers(settings, lambda call, state: _print(call, state, started)) as callers:
        calls = list(_place(callers, options, started))
        try:
            for call in calls:
                call.wait("ended", timeout=None)
        except KeyboardInterrupt:
            print("The calls go on; they end by themselves.")
    return _summary(calls)


def _place(callers, options, started):
    for index in range(options.count):
        time.sleep(max(0, started + index / options.rate - time.time()))
        number = _nth(options.number, index)
        yield callers.place(number, options.to, options.behaviour, options.seconds, options.keys)


def _options(argv):
    parser = argparse.ArgumentParser(prog="./tvshop call", description="Simulated customers call.")
    add = parser.add_argument
    add("--from", dest="number", default="13800000001", help="the first caller's number")
    add("--to", default="4008000001", help="the hotline")
    add("--count", type=int, default=1, help="how many calls; each has the next number")
    add("--rate", type=float, default=1.0, help="calls a second")
    add("--behaviour", default="talk", help=", ".join(BEHAVIOURS))
    add("--seconds", type=int, help="when the customer hangs up")
    add("--keys", default="", help="pressed after the answer; w waits half a second: wwwwww2")
    return parser.parse_args(argv)


def _nth(first, index):
    digits = check_number(first, "--from").lstrip("+")
    plus = first[: len(first) - len(digits)]
    return f"{plus}{int(digits) + index:0{len(digits)}d}"


def _print(call, state, started):
    detail = f" ({call.cause})" if call.cause not in ("", "Unknown") else ""
    print(f"{call.times[state] - started:8.2f} s  {call.number:<15} {state}{detail}", flush=True)


def _summary(calls):
    answered = [call for call in calls if "answered" in call.times]
    ended = [call for call in calls if "ended" in call.times]
    packets = sum(min(call.audio) > 0 for call in ended)
    print(
        f"{len(calls)} calls: {len(answered)} answered, {len(calls) - len(answered)} not; "
        f"audio both ways in {packets}"
    )
    return 0 if len(answered) == len(calls) else 1
