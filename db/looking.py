"""A look at what is stored that keeps nothing, for while the database takes nothing in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

from sqlalchemy import inspect

from db.engine import Database, Session
from db.models import Base, Digest, Message, Therapist

# What may go unnoted: when somebody was here, that a digest was opened. Message ids are owed instead.
_MAY_BE_LOST: dict[type[Base], set[str]] = {Therapist: {"last_seen_at"}, Digest: {"opened_at"}}


class NeedsToKeep(Exception):
    """It is more than a look: it has to wait for the database."""


@asynccontextmanager
async def looking(database: Database) -> AsyncIterator[Session]:
    """A transaction that keeps nothing. Raises NeedsToKeep at its end if anything was to be kept.

    The database itself refuses statements that write; rows made or changed stay in the session, are judged
    here, and go nowhere. So what is answered from it rests on rows that were committed before.
    """
    async with database.read() as session:
        with session.no_autoflush:
            yield session
        if any(_keeps(session)):
            raise NeedsToKeep
        session.expunge_all()


def _keeps(session: Session) -> Iterator[bool]:
    yield from (True for _ in session.deleted)
    yield from (not isinstance(row, Message) for row in session.new)
    for row in session.dirty:
        changed = {one.key for one in inspect(row).attrs if one.history.has_changes()}
        yield bool(changed - _MAY_BE_LOST.get(type(row), set()))
