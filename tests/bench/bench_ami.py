"""Events per CPU second: read, parsed and folded here, beside what other libraries parse.

What the real Asterisk sent is given to each as the socket would, in pieces of 64 KiB: once as it
sends it to whoever has our rights, once through the filters of our account, which leave what the
bridge needs. Others only parse; ours also makes calls of them.
"""

import asyncio
import gc
import gzip
import logging
import sys
import time
import types
from collections import deque
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PIECE = 1 << 16
ROUNDS = 8
OURS = "ours, parsed and folded into calls"


def _import_addon():
    if "tvshop_cti" not in sys.modules:
        package = types.ModuleType("tvshop_cti")
        package.__path__ = [str(ROOT / "addons" / "tvshop_cti")]
        sys.modules["tvshop_cti"] = package


_import_addon()

import goals  # noqa: E402
from tvshop_cti.ami.framing import Framer  # noqa: E402
from tvshop_cti.bridge import events  # noqa: E402
from tvshop_cti.bridge.book import CallBook  # noqa: E402
from tvshop_cti.bridge.events import AMI_EVENTS, events_from_ami  # noqa: E402


def filtered():
    """The recordings of single calls, one after the other."""
    files = sorted((ROOT / "tests" / "unit" / "streams").glob("*.ami"))
    return b"".join(path.read_bytes() for path in files)


def unfiltered():
    """What the PBX sent during fourteen calls to someone without filters."""
    return gzip.decompress((Path(__file__).parent / "streams" / "unfiltered.ami.gz").read_bytes())


def copied(stream, copies=20):
    """(the stream's events many times, each copy with calls, channels and bridges of its own;
    how many events that are)"""
    frames = [one for one in stream.split(b"\r\n\r\n") if one.startswith(b"Event: ")]
    one = b"\r\n\r\n".join([*frames, b""])
    many = b"".join(
        one.replace(b"pbx1-", b"pbx%d-" % n)
        .replace(b'"bridge_id":"', b'"bridge_id":"%d' % n)
        .replace(b"-0000", b"-%04x" % n)
        for n in range(1, copies + 1)
    )
    return many, len(frames) * copies


def pieces(stream):
    return [stream[at : at + PIECE] for at in range(0, len(stream), PIECE)]


def ours_framed(parts):
    framer = Framer((), AMI_EVENTS)
    for part in parts:
        framer.feed(part)


def ours_parsed(parts):
    framer = Framer((), AMI_EVENTS)
    for part in parts:
        _messages, frames = framer.feed(part)
        events_from_ami(frames)


def ours_folded(parts):
    # what was remembered of the same calls in the round before
    events._details.cache_clear()
    events._second.cache_clear()
    framer, book = Framer((), AMI_EVENTS), CallBook()
    for part in parts:
        _messages, frames = framer.feed(part)
        book.hear(events_from_ami(frames))
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


def rates(parts, count):
    """{contender: events per second of this process's CPU time}, the best of ROUNDS in turn.

    :param count: the number of events in `parts`
    """
    best = dict.fromkeys(CONTENDERS, 0.0)
    for _round in range(ROUNDS):
        for name, work in CONTENDERS.items():
            start = time.process_time()
            work(parts)
            best[name] = max(best[name], count / (time.process_time() - start))
    return best


CONTENDERS = {
    "ours, cut into messages": ours_framed,
    "ours, parsed": ours_parsed,
    OURS: ours_folded,
    "panoramisk, parsed": panoramisk_parsed,
    "pyst2 on a buffered stream, parsed": pyst2_parsed,
}


def main():
    # as the bridge does
    gc.freeze()
    gc.set_threshold(50_000)
    for stream in (unfiltered, filtered):
        many, count = copied(stream())
        found = rates(pieces(many), count)
        print(f"{stream.__name__ + ' stream':38} {'events/CPU s':>14} {'folded is':>12}")
        for name, value in found.items():
            print(f"{name:38} {value:14,.0f} {found[OURS] / value:11.1f}×")
        ratio = found[OURS] / found["panoramisk, parsed"]
        goals.report(f"AMI events folded ÷ panoramisk, {stream.__name__}", ratio, goals.AT_LEAST, 5)


if __name__ == "__main__":
    main()
