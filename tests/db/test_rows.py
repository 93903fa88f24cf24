"""A row written where it stands is the same row that the session would have written."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from db import rows
from db.engine import Database, Session
from db.ids import new_id
from db.models import Client, Note, Therapist, table
from tests.db.make import NOW, therapist


async def somebody(session: Session) -> Therapist:
    """A therapist whose row is written."""
    owner = therapist()
    session.add(owner)
    await session.flush()
    return owner


async def columns(session: Session, row: Any) -> dict[str, Any]:
    """What the database holds of it."""
    kind = table(type(row))
    found = await session.execute(select(kind).where(kind.c.id == row.id))
    return dict(found.mappings().one())


def note(owner: Therapist) -> Note:
    return Note(
        id=new_id(NOW), therapist_id=owner.id, text_sealed=b"sealed", placed=True, written_at=NOW,
        source_message_id=7,
    )  # fmt: skip


async def test_an_added_row_has_its_defaults_and_can_be_changed_like_any_other(database: Database) -> None:
    async with database.write() as session:
        row = note(await somebody(session))
        await rows.add(session, row)
        assert (row.starred, row.edited_at) == (False, None)
        row.starred = True
    async with database.read() as session:
        assert (await columns(session, row))["starred"] is True


async def test_a_change_is_there_at_once_and_leaves_nothing_to_flush(database: Database) -> None:
    async with database.write() as session:
        owner = await somebody(session)
        await rows.change(session, owner, locale="de", digest_asked=True, daily_cap=owner.daily_cap)
        assert (owner.locale, owner.digest_asked, len(session.dirty)) == ("de", True, 0)
        assert (await columns(session, owner))["locale"] == "de"


async def test_a_row_that_waits_to_be_written_takes_the_change_along(database: Database) -> None:
    async with database.write() as session:
        owner = await somebody(session)
        client = Client(
            id=new_id(NOW),
            therapist_id=owner.id,
            code_sealed=b"",
            code_hash=b"",
            status="active",
            created_at=NOW,
        )
        session.add(client)
        await rows.change(session, client, status="died")
        owner.daily_cap = 9
        await rows.change(session, owner, daily_cap=2, questions=3)
    async with database.read() as session:
        assert (await columns(session, client))["status"] == "died"
        held = await columns(session, owner)
        assert (held["daily_cap"], held["questions"]) == (2, 3)


async def test_what_a_turn_that_fails_wrote_is_gone(database: Database) -> None:
    async with database.write() as session:
        owner = await somebody(session)

    async def fails() -> None:
        async with database.write() as session:
            await rows.add(session, note(owner))
            raise ValueError("slip")

    with pytest.raises(ValueError, match="slip"):
        await fails()
    async with database.read() as session:
        assert (await session.scalars(select(Note))).all() == []
