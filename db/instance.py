"""One running copy per database and bot: a lock that the system takes back by itself, also after kill -9."""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy import URL, NullPool, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from db.engine import read_url
from db.faults import place, unreadable
from db.filelock import held, lock, open_beside

log = structlog.get_logger(__name__)

Watch = Callable[[], Awaitable[None]]

_AGAIN = 0.2  # seconds between tries
_ANSWER = 10.0  # seconds for PostgreSQL to say anything
# Should this machine vanish, the server lets go within half a minute, not after two hours.
_OPTIONS = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
_HELD = (
    "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1 "
    "AND (classid::bigint << 32) | objid::bigint = :key "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) LIMIT 1"
)


class AnotherInstance(Exception):
    """Another copy runs on the same database; the message is one line for whoever starts the bot."""


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds. A copy that was killed a moment ago may not be known to be gone yet."""

    file: float = 2.0  # wait so long before refusing
    server: float = 8.0
    look: float = 5.0  # between looks whether PostgreSQL still knows us
    linger: float = 40.0  # our own lost connection may hold the lock so long


_TIMES = Times()


def only_instance(given: str, bot_id: int, times: Times = _TIMES) -> AbstractAsyncContextManager[Watch]:
    """Hold the lock for the block. Gives a watch, which runs for ever and raises AnotherInstance once another
    copy has the lock. Entering raises AnotherInstance and UnreadableDatabase."""
    url = read_url(given)
    return (_file if url.get_backend_name() == "sqlite" else _server)(url, bot_id, times)


async def is_running(session: AsyncSession, given: str, bot_id: int) -> bool:
    """Whether a copy holds the lock; a read session will do, and nothing is taken."""
    url = read_url(given)
    if url.get_backend_name() == "sqlite":
        return await asyncio.to_thread(held, Path(str(url.database)), str(bot_id))
    return await session.scalar(text(_HELD), {"key": _key(bot_id)}) is not None


@asynccontextmanager
async def _file(url: URL, bot_id: int, times: Times) -> AsyncIterator[Watch]:
    """A locked file beside the database."""
    try:
        file = open_beside(Path(str(url.database)), str(bot_id))
    except OSError as error:
        raise unreadable(url, error) from None

    async def taken() -> bool:
        try:
            return lock(file)
        except OSError as error:
            raise unreadable(url, error) from None

    try:
        await _within(times.file, taken, url)
        yield _for_ever  # the system takes this lock from nobody who lives
    finally:
        os.close(file)


@asynccontextmanager
async def _server(url: URL, bot_id: int, times: Times) -> AsyncIterator[Watch]:
    """A session's advisory lock, on a connection of its own."""
    engine = create_async_engine(
        url,
        poolclass=NullPool,
        hide_parameters=True,
        isolation_level="AUTOCOMMIT",  # a transaction left open would hold back the server's tidying
        connect_args={"connect_timeout": 10, "application_name": "afterhour-instance", "options": _OPTIONS},
    )
    held = _Held(url, engine, _key(bot_id), times)
    try:
        try:
            await _within(times.server, held.taken, url)
        except SQLAlchemyError as error:
            raise unreadable(url, error) from None
        yield held.watch
    finally:
        await held.drop()
        await engine.dispose()


class _Held:
    """The lock of one session; taken back when the connection was lost."""

    def __init__(self, url: URL, engine: AsyncEngine, key: int, times: Times) -> None:
        self._url, self._engine, self._key, self._times = url, engine, key, times
        self._connection: AsyncConnection | None = None

    async def taken(self) -> bool:
        """Whether it is ours now."""
        if self._connection is None:
            self._connection = await self._engine.connect()
        query = text("SELECT pg_try_advisory_lock(:key)")
        return bool(await self._connection.scalar(query, {"key": self._key}))

    async def watch(self) -> None:
        while True:
            await asyncio.sleep(self._times.look)
            try:
                async with asyncio.timeout(_ANSWER):
                    assert self._connection is not None  # noqa: S101 - taken before it is watched
                    await self._connection.scalar(text("SELECT 1"))
            except (SQLAlchemyError, OSError) as error:
                log.warning("instance lock lost, taking it back", cause=type(error).__name__)
                await self._take_back()
                log.info("instance lock taken back")

    async def drop(self) -> None:
        """Close the connection, and with it the lock."""
        if self._connection is not None:
            with suppress(SQLAlchemyError, OSError):
                await self._connection.invalidate()
            with suppress(SQLAlchemyError, OSError):
                await self._connection.close()
            self._connection = None

    async def _take_back(self) -> None:
        while True:
            await self.drop()
            try:
                return await _within(self._times.linger, self.taken, self._url)
            except (SQLAlchemyError, OSError):  # the server is away: nobody else gets it either
                await asyncio.sleep(self._times.look)


async def _within(seconds: float, taken: Callable[[], Awaitable[bool]], url: URL) -> None:
    end = time.monotonic() + seconds
    while not await taken():
        if time.monotonic() >= end:
            raise AnotherInstance(
                f"Another copy of this bot already runs on {place(url)}: stop that one first, "
                "or give this one a database of its own."
            )
        await asyncio.sleep(_AGAIN)


async def _for_ever() -> None:
    await asyncio.Event().wait()


def _key(bot_id: int) -> int:
    """64 bits that nobody else uses by chance; bot ids alone are small, and other programs' locks too."""
    return int.from_bytes(
        hashlib.blake2b(b"afterhour:%d" % bot_id, digest_size=8).digest(), "big", signed=True
    )
