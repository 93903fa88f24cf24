"""The test's end of the process that forks the bots, and of the clock that they share."""

from __future__ import annotations

import asyncio
import json
import mmap
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot.sandbox.clock import micros

ROOT = Path(__file__).parents[2]


class Nursery:
    """A process that has all the bot's code loaded and forks bots. `written` is all that they wrote."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.bot"], cwd=ROOT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self._one_at_a_time = threading.Lock()
        self._output = bytearray()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    async def fork(self, order: dict[str, object]) -> int:
        """A new bot's process id. Other stories go on meanwhile: a busy machine takes its time."""
        return await asyncio.to_thread(self._fork, order)

    def _fork(self, order: dict[str, object]) -> int:
        given, said = self._process.stdin, self._process.stdout
        assert given is not None
        assert said is not None
        with self._one_at_a_time:
            given.write(json.dumps(order).encode() + b"\n")
            given.flush()
            return int(said.readline())

    @property
    def written(self) -> bytes:
        return bytes(self._output)

    def close(self) -> None:
        """The bots go as well: each notices that nobody asks anything any more."""
        self._process.communicate()
        self._reader.join()

    def _read(self) -> None:
        pipe = self._process.stderr
        assert pipe is not None
        while piece := os.read(pipe.fileno(), 65536):
            self._output += piece


class HeldClock:
    """What the bots' clock shows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.write_bytes(bytes(8))
        with path.open("r+b") as file:
            self._held = mmap.mmap(file.fileno(), 8)

    def show(self, now: datetime) -> None:
        self._held[:8] = micros(now).to_bytes(8, sys.byteorder)


@contextmanager
def running_nursery() -> Iterator[Nursery]:
    """One nursery, closed at the end."""
    nursery = Nursery()
    try:
        yield nursery
    finally:
        nursery.close()
