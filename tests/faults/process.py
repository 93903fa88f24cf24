"""The test's end of the bot's process: started, asked to come to rest, killed."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.nursery import HeldClock, Nursery

PATIENCE = 60.0  # seconds; far beyond what anything here takes


@dataclass
class Life:
    """One life of the bot, from its start to its death."""

    pid: int
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    up: asyncio.Event = field(default_factory=asyncio.Event)  # it serves, or is dead before that
    line: asyncio.StreamWriter | None = None
    answers: asyncio.Queue[bool] = field(default_factory=asyncio.Queue)

    def watch(self) -> None:
        """Have `ended` set when the process is gone, and nothing of it is left running."""
        try:
            handle = os.pidfd_open(self.pid)
        except ProcessLookupError:
            self.ended.set()
        else:
            asyncio.get_running_loop().add_reader(handle, self._gone, handle)

    def _gone(self, handle: int) -> None:
        asyncio.get_running_loop().remove_reader(handle)
        os.close(handle)
        self.ended.set()

    def kill(self) -> None:
        """With -9, at this very instant."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    async def left_alone(self, seconds: float) -> None:
        """Watch it for so long, or until it is dead."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.ended.wait()

    async def asked(self, *words: object) -> bool:
        """Tell the bot something; False if it died before it had done it."""
        if self.line is None or self.ended.is_set():
            return False
        self.line.write(" ".join(map(str, words)).encode() + b"\n")
        async with asyncio.timeout(PATIENCE):
            return await self.answers.get()


class Bot:
    """The bot over its lives: one database, one key, one address of Telegram."""

    def __init__(self, nursery: Nursery, clock: HeldClock, folder: Path, env: dict[str, str]) -> None:
        self._nursery, self._clock, self._folder, self.env = nursery, clock, folder, env
        self.life: Life | None = None
        self.lives = 0
        self._conversations: set[asyncio.Task[None]] = set()

    @property
    def last_words(self) -> str:
        return self._nursery.written[-2000:].decode(errors="replace")

    async def start(self, *, kill_after: float | None = None, die: tuple[int, str] = (0, "")) -> bool:
        """Begin a life; returns once it serves. False if it died on the way: killed after so many seconds, or
        at the n-th commit."""
        called: asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]]
        called = asyncio.get_running_loop().create_future()
        server = await asyncio.start_server(lambda *ends: called.set_result(ends), "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        cwd, clock = str(self._folder), str(self._clock.path)
        order = {"env": self.env, "cwd": cwd, "clock": clock, "control": port, "die": die}
        self.life = life = Life(await self._nursery.fork(order))
        life.watch()
        self.lives += 1
        if kill_after is not None:
            asyncio.get_running_loop().call_later(kill_after, life.kill)
        ended = asyncio.create_task(life.ended.wait())
        either: list[asyncio.Future[Any]] = [called, ended]
        await asyncio.wait(either, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        server.close()
        if not called.done():
            assert life.ended.is_set(), "it neither began nor ended"
            return False
        task = asyncio.create_task(self._talk(life, *called.result()))
        self._conversations.add(task)
        task.add_done_callback(self._conversations.discard)
        async with asyncio.timeout(PATIENCE):
            await life.up.wait()
        return not life.ended.is_set()

    async def _talk(self, life: Life, reader: asyncio.StreamReader, line: asyncio.StreamWriter) -> None:
        life.line = line
        try:
            while said := await reader.readline():
                life.up.set() if said == b"up\n" else life.answers.put_nowait(True)
        except ConnectionError:
            pass
        await life.ended.wait()
        line.close()
        life.up.set()
        life.answers.put_nowait(False)

    async def rest(self) -> bool:
        """Until every update is handled and all that is due is sent; False if the bot died meanwhile."""
        return self.life is not None and await self.life.asked("rest")

    async def kill(self) -> None:
        """Dead, and nothing of it is left running."""
        if self.life is not None:
            self.life.kill()
            await self.life.ended.wait()
            await asyncio.gather(*self._conversations)
