"""The bridge's answer to "how are you": one line of JSON on a Unix socket."""

import asyncio
import contextlib
import json
from pathlib import Path

UP, WAITING, DEGRADED = "up", "waiting", "degraded"
# It works, and somebody has to see to something.
ALARM = "alarm"


def summary(parts):
    """One state of many: [(name, state, detail)] → {"state", "detail"}."""
    states = {state for _name, state, _detail in parts}
    worst = next((state for state in (DEGRADED, ALARM, WAITING) if state in states), UP)
    if not parts:
        worst = WAITING
    told = "; ".join(f"{name}: {detail}" for name, _state, detail in parts)
    return {"state": worst, "detail": told or "no telephone system is set up yet"}


async def serve(path, report):
    """Answer every connection to `path` with `report()`, a dictionary."""
    with contextlib.suppress(FileNotFoundError):
        Path(path).unlink()

    async def answer(_reader, writer):
        with contextlib.suppress(ConnectionError):
            writer.write(json.dumps(report(), ensure_ascii=False).encode() + b"\n")
            await writer.drain()
        writer.close()

    server = await asyncio.start_unix_server(answer, path)
    Path(path).chmod(0o660)
    return server
