"""Events per CPU second: read, parsed and folded here, beside what other libraries parse.

The recorded streams of the real Asterisk, many times over, are given to each as the socket would:
in pieces of 64 KiB. Others only parse; ours also makes calls of them.
"""

import asyncio
import logging
import sys
import time
import types
from collections import deque
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PIECE = 1 << 16
SECONDS = 2.0


def _import_addon():
    if "tvshop_cti" not in sys.modules:
        package = types.ModuleType("tvshop_cti")
        package.__path__ = [str(ROOT / "addons" / "tvshop_cti")]
        sys.modules["tvshop_cti"] = package


_import_addon()

from tvshop_cti.ami.framing import Framer  # noqa: E402
from tvshop_cti.bridge.book import CallBook  # noqa: E402
from tvshop_cti.bridge.events import AMI_EVENTS, event_from_ami  # noqa: E402


def recorded_stream(copies=20):
    """All recordings one after the other, each copy's calls told apart by their ids."""
    files = sorted((ROOT / "tests" / "unit" / "streams").glob("*.ami"))
    frames = [
        frame
        for path in files
        for frame in path.read_bytes().split(b"\r\n\r\n")
        if frame.startswith(b"Event: ")
    ]
    one = b"\r\n\r\n".join(frames) + b"\r\n\r\n"
    stream = b"".join(one.replace(b"pbx1-", b"pbx%d-" % n) for n in range(1, copies + 1))
    return stream, len(frames) * copies


def pieces(stream):
    return [stream[at : at + PIECE] for at in range(0, len(stream), PIECE)]


def ours_framed(parts):
    framer = Framer(AMI_EVENTS)
    for part in parts:
        framer.feed(part)


def ours_folded(parts):
    framer, book = Framer(AMI_EVENTS), CallBook()
    for part in parts:
        book.add([event_from_ami(message) for message in framer.feed(part)])
        book.take_dirty()


def panoramisk_parsed(parts):
    from panoramisk.ami_protocol import AMIProtocol
    from panoramisk.manager import Manager

    loop = asyncio.new_event_loop()
    try:
        protocol = AMIProtocol()
        protocol.factory = Manager(loop=loop)
        protocol.version, protocol.encoding = "11.0.0", "utf8"
        protocol.queue, protocol.responses = deque(), {}
        protocol.log = logging.getLogger("panoramisk")
        for part in parts:
            protocol.data_received(part)
    finally:
        end_tasks(loop)


def end_tasks(loop):
    """Each login of the recordings left one behind."""
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
    loop.close()


def pyst2_parsed(parts):
    """pyst2 reads lines; the stream is buffered for it, which it isn't as shipped."""
    from asterisk.manager import Event, ManagerMsg

    lines = []
    for line in b"".join(parts).decode("utf-8", "replace").splitlines(True):
        if line != "\r\n":
            lines.append(line)
            continue
        message = ManagerMsg(lines)
        if message.has_header("Event"):
            Event(message)
        lines = []


def rate(work, parts, events):
    """Events per second of this process's CPU time, over at least SECONDS of it."""
    start, runs = time.process_time(), 0
    while time.process_time() - start < SECONDS:
        work(parts)
        runs += 1
    return events * runs / (time.process_time() - start)


CONTENDERS = (
    ("ours, cut into messages", ours_framed),
    ("ours, parsed and folded into calls", ours_folded),
    ("panoramisk, parsed", panoramisk_parsed),
    ("pyst2 on a buffered stream, parsed", pyst2_parsed),
)


def main():
    stream, events = recorded_stream()
    parts = pieces(stream)
    rates = {}
    for name, work in CONTENDERS:
        try:
            rates[name] = rate(work, parts, events)
        except ImportError as error:
            print(f"{name}: not installed ({error.name})")
    folded = rates["ours, parsed and folded into calls"]
    print(f"{'':38} {'events/CPU s':>14} {'folded is':>12}")
    for name, value in rates.items():
        print(f"{name:38} {value:14,.0f} {folded / value:11.1f}×")


if __name__ == "__main__":
    main()
