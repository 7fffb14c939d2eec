"""Files that the PBX plays and the offers of its queues, kept in a folder that it reads.

A file's name tells its content, so it never changes: the PBX is pointed at it once it is whole.
"""

import os
import re
import time
from pathlib import Path

# A call may still play what the store no longer names.
KEEP = 24 * 3600
OFFERS = "queues.conf"
_SOUND = re.compile(r"p[0-9a-f]{24}\Z")
_QUEUE = re.compile(r"[A-Za-z0-9_-]{1,40}\Z")
_OFFER = re.compile(r"offer/([^/]+)/(\w+)\Z")


class PromptFolder:
    """`path` None: this company has no such folder, and the PBX goes on without its files."""

    def __init__(self, path):
        self._path = Path(path) if path else None

    def missing(self, store):
        """Names of the sounds that `store` points at and that aren't there."""
        if self._path is None:
            return []
        return [name for name in sounds_of(store) if not self._file(name).exists()]

    def add(self, name, content):
        """Write a sound so that it is there whole or not at all. Raises OSError."""
        self._write(self._file(name), content)

    def playable(self, desired, actual):
        """`desired` without pointers at sounds that aren't there: these stay as they are."""
        missing = set(sounds_of(desired))
        if self._path is not None:
            missing = set(self.missing(desired))
        store = {}
        for key, value in desired.items():
            if not (key.startswith("prompt/") and value in missing):
                store[key] = value
            elif key in actual:
                store[key] = actual[key]
        return store

    def write_offers(self, store):
        """Write what the queues offer; True when that is news for the PBX. Raises OSError."""
        if self._path is None:
            return False
        content = offers(store, self._path).encode()
        path = self._path / OFFERS
        present = path.read_bytes() if path.exists() else b""
        if content != present:
            self._write(path, content)
        return content != present

    def prune(self, *stores, now=None):
        """Delete sounds that none of these stores, what is and what is to be, named for a day."""
        if self._path is None:
            return
        named = {self._file(name) for store in stores for name in sounds_of(store)}
        limit = (time.time() if now is None else now) - KEEP
        for path in self._path.glob("p*.wav"):
            if path in named:
                os.utime(path)
            elif path.stat().st_mtime < limit:
                path.unlink()

    def _file(self, name):
        return self._path / f"{name}.wav"

    def _write(self, path, content):
        self._path.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)


def sounds_of(store):
    return sorted({v for k, v in store.items() if k.startswith("prompt/") and _SOUND.match(v)})


def offers(store, folder):
    """The part of queues.conf that makes queues offer a call-back by themselves.

    Read from `offer/<queue>/…`: `after` and `every` in seconds, `prompt` the number of one.
    """
    queues = {}
    for key, value in store.items():
        match = _OFFER.match(key)
        if match and _QUEUE.match(match[1]):
            queues.setdefault(match[1], {})[match[2]] = value
    sections = []
    for name, offer in sorted(queues.items()):
        if int(offer.get("after", 0)):
            sound = store.get(f"prompt/{offer.get('prompt')}", "")
            announcement = folder / sound if _SOUND.match(sound) else "tvshop/offer"
            sections.append(
                f"[{name}](+)\n"
                "context = offer\n"
                f"periodic-announce = {announcement}\n"
                f"periodic-announce-startdelay = {int(offer['after'])}\n"
                f"periodic-announce-frequency = {int(offer['every'])}\n"
            )
    return "\n".join(sections)
