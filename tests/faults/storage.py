"""The database in trouble for a while: locked, full, stopped. Then nothing may be shown as stored."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests.faults.people import Act
from tests.faults.story import Hindrance, Story

A_WHILE = 1.3  # seconds; longer than the bot waits for another process that writes
_FILL = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$
"""
_FILLED = ("answers", "notes", "appointments", "asked_questions", "messages", "digests")


def _while(trouble: Callable[[Story], AbstractAsyncContextManager[None]]) -> Hindrance:
    """For a while nothing can be stored: then nothing may be shown but what was stored before."""

    async def hindered(story: Story, act: Act) -> None:
        before, book = await story.reader.read(), story.telegram.book
        async with trouble(story):
            reacted, said = set(book.reacted), len(book.said)
            act()
            await asyncio.sleep(A_WHILE)
            untrue = [one.text for one in book.said[said:] if not story.ledger.is_true(one, before)]
            if untrue or book.reacted != reacted:
                story.counts.lost.append(f"a tick without a row: {untrue} ({story.told[-1]})")

    return hindered


@asynccontextmanager
async def _sqlite_locked(story: Story) -> AsyncIterator[None]:
    holder = sqlite3.connect(str(make_url(story.url).database), isolation_level=None)
    try:
        holder.execute("BEGIN IMMEDIATE")
        yield
    finally:
        holder.close()


@asynccontextmanager
async def _sqlite_full(story: Story) -> AsyncIterator[None]:
    """Not a byte more in any file: every write fails as on a full disk."""
    before = resource.prlimit(story.life.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(story.life.pid, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(story.life.pid, resource.RLIMIT_FSIZE, before)


@asynccontextmanager
async def _postgres_locked(story: Story) -> AsyncIterator[None]:
    with psycopg.connect(_plain(story.url)) as holder:
        holder.execute("LOCK TABLE therapists IN ACCESS EXCLUSIVE MODE")
        yield


@asynccontextmanager
async def _postgres_full(story: Story) -> AsyncIterator[None]:
    with psycopg.connect(_plain(story.url), autocommit=True) as server:
        server.execute(_FILL)
        for table in map(sql.Identifier, _FILLED):
            said = (
                "CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON {} FOR EACH ROW EXECUTE FUNCTION no_room()"
            )
            server.execute(sql.SQL(said).format(table))
        try:
            yield
        finally:
            server.execute("DROP FUNCTION no_room CASCADE")


@asynccontextmanager
async def _postgres_stopped(story: Story) -> AsyncIterator[None]:
    """The server lets nobody in, and puts out who is there."""
    name = make_url(story.url).database or ""
    with psycopg.connect(_plain(story.url, "postgres"), autocommit=True) as server:
        allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        server.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        try:
            yield
        finally:
            server.execute(allow.format(sql.Identifier(name), sql.SQL("true")))


def _plain(url: str, database: str | None = None) -> str:
    given = make_url(url).set(drivername="postgresql")
    given = given if database is None else given.set(database=database)
    return given.render_as_string(hide_password=False)


SQLITE = (("locked", _while(_sqlite_locked)), ("disk full", _while(_sqlite_full)))
POSTGRESQL = (
    ("locked", _while(_postgres_locked)),
    ("disk full", _while(_postgres_full)),
    ("stopped", _while(_postgres_stopped)),
)
