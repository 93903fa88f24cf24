"""Whose turn it is to write: first come, first served, and a turn that was given up is never lost."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from db.faults import waiting


class Turns:
    """A lock whose holder can see whether somebody waits behind, and which any task may pass on.

    `given_up` is called in place of `pass_on` when somebody is cut off in the moment the turn became theirs.
    """

    def __init__(self, given_up: Callable[[], None] | None = None) -> None:
        self._free = True
        self._given_up = given_up or self.pass_on
        self._queue: deque[asyncio.Future[None]] = deque()

    @property
    def wanted(self) -> bool:
        """Somebody waits."""
        while self._queue and self._queue[0].done():  # given up meanwhile
            self._queue.popleft()
        return bool(self._queue)

    async def take(self) -> None:
        """Wait for the turn."""
        if self._free:
            self._free = False
            return
        mine = asyncio.get_running_loop().create_future()
        self._queue.append(mine)
        try:
            with waiting():
                await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():  # it was ours in this very moment
                self._given_up()
            raise

    def pass_on(self) -> None:
        """To whoever waits longest."""
        if self.wanted:
            self._queue.popleft().set_result(None)
        else:
            self._free = True

    @asynccontextmanager
    async def mine(self) -> AsyncIterator[None]:
        """The turn, for a block."""
        await self.take()
        try:
            yield
        finally:
            self.pass_on()
