"""One process that keeps the company's parts running and takes orders on a Unix socket."""

import asyncio
import ctypes
import json
import os
import shutil
import signal
import time

PR_SET_PDEATHSIG = 1
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
# who lives this long has recovered: the next pause is the first again
HEALTHY_AFTER = 60.0
PATIENCE = 30.0
LOG_LIMIT, LOG_COPIES = 20 << 20, 3
LOG_PAUSE = 60.0
LIBC = ctypes.CDLL(None, use_errno=True)


def next_pause(pause, lived):
    """Seconds to wait before the next start of a part that lived `lived` seconds."""
    if lived >= HEALTHY_AFTER or not pause:
        return FIRST_PAUSE
    return min(pause * 2, LONGEST_PAUSE)


def rotate(path, limit=LOG_LIMIT, copies=LOG_COPIES):
    """Move a log that grew too large aside; its writer keeps the file (opened for appending)."""
    if not path.exists() or path.stat().st_size < limit:
        return
    names = [path, *(path.with_name(f"{path.name}.{n}") for n in range(1, copies + 1))]
    for older, newer in zip(reversed(names[2:]), reversed(names[1:-1]), strict=True):
        if newer.exists():
            newer.replace(older)
    shutil.copyfile(path, names[1])
    os.truncate(path, 0)


class Keeper:
    """Keeps one service running until told otherwise."""

    def __init__(self, service, log):
        self.service = service
        self.log = log
        self.process = None
        self.restarts = 0
        self.detail = ""
        self.task = asyncio.create_task(self._keep())

    async def _keep(self):
        pause = 0.0
        while True:
            started = time.monotonic()
            code = await self._run_once()
            pause = next_pause(pause, time.monotonic() - started)
            self.restarts += 1
            self.detail = f"ended with {code}, starts again in {pause:g} s"
            print(f"{self.service.name} {self.detail}", flush=True)
            await asyncio.sleep(pause)

    async def _run_once(self):
        service = self.service
        try:
            with open(self.log, "ab") as log:
                self.process = await asyncio.create_subprocess_exec(
                    *map(str, service.command),
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    env=service.env or None,
                    start_new_session=True,
                    preexec_fn=self._die_with_us,
                    **service.options,
                )
        except OSError as error:
            return str(error)
        code = await self.process.wait()
        self._kill_group(signal.SIGKILL)
        return code

    def _die_with_us(self):
        LIBC.prctl(PR_SET_PDEATHSIG, self.service.stop_signal)

    def _kill_group(self, sig):
        try:
            os.killpg(self.process.pid, sig)
        except ProcessLookupError:
            pass

    async def stop(self):
        """End the service: politely, then by force."""
        self.task.cancel()
        process = self.process
        if process is None or process.returncode is not None:
            return
        process.send_signal(self.service.stop_signal)
        try:
            await asyncio.wait_for(process.wait(), PATIENCE)
        except asyncio.TimeoutError:
            pass
        self._kill_group(signal.SIGKILL)
        await process.wait()

    def describe(self):
        is_alive = self.process is not None and self.process.returncode is None
        return {
            "pid": self.process.pid if is_alive else None,
            "restarts": self.restarts,
            "detail": "" if is_alive else self.detail,
        }


class Supervisor:
    """Answers `start`, `stop`, `status` and `quit`, one JSON line each."""

    def __init__(self, company):
        self.company = company
        self.keepers = {}
        self.done = asyncio.Event()
        self.lock = asyncio.Lock()

    async def run(self, socket):
        socket.unlink(missing_ok=True)
        loop = asyncio.get_running_loop()
        for sig in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(sig, self.done.set)
        server = await asyncio.start_unix_server(self._serve, socket)
        rotation = asyncio.create_task(self._rotate_logs())
        async with server:
            await self.done.wait()
            await self._stop_all()
        rotation.cancel()
        socket.unlink(missing_ok=True)

    async def _serve(self, reader, writer):
        try:
            order = json.loads(await reader.readline())
            answer = await self._obey(order["do"], order.get("name"))
            writer.write(json.dumps(answer).encode() + b"\n")
            await writer.drain()
            if order["do"] == "quit":
                self.done.set()
        except (ValueError, KeyError, OSError) as error:
            print(f"an order was not obeyed: {error!r}", flush=True)
        finally:
            writer.close()

    async def _obey(self, order, name):
        async with self.lock:
            if order == "start":
                return self._start(name)
            if order == "stop":
                await self._stop(name)
            if order == "quit":
                await self._stop_all()
        return {name: keeper.describe() for name, keeper in self.keepers.items()}

    def _start(self, name):
        if name not in self.keepers:
            log = self.company.settings.logs / f"{name}.log"
            self.keepers[name] = Keeper(self.company.service(name), log)
        return {}

    async def _stop(self, name):
        if keeper := self.keepers.pop(name, None):
            await keeper.stop()

    async def _stop_all(self):
        for name in reversed(list(self.keepers)):
            await self._stop(name)

    async def _rotate_logs(self):
        while True:
            for path in self.company.settings.logs.glob("*.log"):
                rotate(path)
            await asyncio.sleep(LOG_PAUSE)


def supervise(company):
    """Runs until told to quit."""

    async def main():
        await Supervisor(company).run(company.settings.run / "supervisor.sock")

    asyncio.run(main())
