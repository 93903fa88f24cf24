"""What the shell needs from outside to read calendars: somebody who fetches, somebody who reads."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Literal, Protocol

from prompts.schedule.calendar.values import Reading, Window

Cause = Literal[
    "private", "port", "gone", "denied", "missing", "too_big", "slow", "unreached", "moved", "packing",
    "telegram",
]  # fmt: skip
FOR_GOOD = frozenset({"gone", "denied", "missing"})  # of a feed that was read before: nobody tries again


class NotFetched(Exception):
    """Nothing came. Its cause is all it says: an address is a secret."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause)
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a feed's server said of the version that it sent, to be asked whether there is a newer one."""

    etag: str | None = None
    changed: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came; None: it is as it was."""

    data: bytes | None = field(repr=False)
    stamp: Stamp = field(default=Stamp(), repr=False)


class Fetcher(Protocol):
    async def feed(self, address: str, stamp: Stamp) -> Fetched: ...

    async def file(self, file_id: str) -> bytes: ...


class Reader(Protocol):
    async def read(self, data: bytes, window: Window) -> Reading: ...


@dataclass(frozen=True, slots=True)
class Calendars:
    """Both, and a bell for whoever waits for their calendar; `rung` after the commit."""

    fetcher: Fetcher
    reader: Reader
    bell: asyncio.Event = field(default_factory=asyncio.Event)
