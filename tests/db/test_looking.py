"""A look keeps nothing, and is no look if anything was to be kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from db.engine import Database, Session
from db.looking import NeedsToKeep, looking
from db.models import Message, Therapist
from tests.db.make import NOW, therapist

Change = Callable[[Session, Therapist], object]


@pytest.fixture
async def known(database: Database) -> int:
    """A therapist's id."""
    async with database.write() as session:
        session.add(row := therapist())
    return row.id


async def _look(database: Database, known: int, change: Change) -> None:
    async with looking(database) as session:
        change(session, await session.get_one(Therapist, known))


def _message(session: Session, me: Therapist) -> None:
    session.add(
        Message(
            id=1, therapist_id=me.id, bot_id=1, chat_id=me.chat_id, message_id=1, incoming=True, refers=None,
            refers_id=None, at=NOW, gone_at=None,
        )
    )  # fmt: skip


def _seen(_: Session, me: Therapist) -> None:
    me.last_seen_at = NOW + timedelta(days=1)
    me.blocked_at = None  # as it was


def _unblocked(_: Session, me: Therapist) -> None:
    me.blocked_at = NOW


def _somebody(session: Session, _: Therapist) -> None:
    session.add(therapist())


@pytest.mark.parametrize("change", [_message, _seen, lambda *_: None])
async def test_what_may_go_unnoted_goes_nowhere(database: Database, known: int, change: Change) -> None:
    await _look(database, known, change)
    async with database.read() as session:
        assert (await session.get_one(Therapist, known)).last_seen_at == NOW
        assert await session.get(Message, 1) is None


@pytest.mark.parametrize("change", [_unblocked, _somebody])
async def test_anything_else_that_was_to_be_kept_makes_it_no_look(
    database: Database, known: int, change: Change
) -> None:
    with pytest.raises(NeedsToKeep):
        await _look(database, known, change)


async def test_a_row_that_was_to_go_makes_it_no_look(database: Database, known: int) -> None:
    with pytest.raises(NeedsToKeep):
        async with looking(database) as session:
            await session.delete(await session.get_one(Therapist, known))


async def test_a_statement_that_writes_is_refused_by_the_database_itself(
    database: Database, known: int
) -> None:
    with pytest.raises(DBAPIError):
        async with looking(database) as session:
            await session.execute(update(Therapist).where(Therapist.id == known).values(seed=2))
