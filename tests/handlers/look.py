"""Looks into the staged bot's database: rows, and what was typed as it comes back."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import func, select

from db import answers
from db.codes import Codes
from db.models import Answer, Base, Note, Therapist
from db.sealed import Sealed
from tests.stage import Stage

Row = TypeVar("Row", bound=Base)

SQLITE = ["sqlite"]  # for the long tail: @pytest.mark.parametrize("database_url", SQLITE, indirect=True)


async def rows(stage: Stage, table: type[Row], **equal: Any) -> list[Row]:
    """Rows of a table, in order of their ids."""
    async with stage.database.read() as session:
        query = select(table).filter_by(**equal).order_by(*table.__table__.primary_key)
        return list(await session.scalars(query))


async def counts(stage: Stage) -> dict[str, int]:
    """How many rows each table has; those without any are left out, and the bot's own pulse."""
    async with stage.database.read() as session:
        found = {
            table.name: await session.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
            if table.name != "heartbeats"
        }
    return {name: count for name, count in found.items() if count}


async def codes(stage: Stage) -> list[str]:
    """Every client code of the one therapist."""
    async with stage.database.read() as session:
        me = await _me(session)
        return list((await Codes(session, _sealed(stage, session, me), me.id).all()).values())


async def kept(stage: Stage) -> list[str]:
    """What was typed, opened again: answers in words, then lines."""
    async with stage.database.read() as session:
        sealed = _sealed(stage, session, await _me(session))
        texts = [await answers.text_of(sealed, one) for one in await session.scalars(select(Answer))]
        lines = [await answers.note_text(sealed, one) for one in await session.scalars(select(Note))]
    return [text for text in texts if text is not None] + lines


async def _me(session: Any) -> Therapist:
    found: Therapist = (await session.scalars(select(Therapist).order_by(Therapist.id))).first()
    return found


def _sealed(stage: Stage, session: Any, me: Therapist) -> Sealed:
    return Sealed(session, stage.app.services.vault, me.id, stage.now)
