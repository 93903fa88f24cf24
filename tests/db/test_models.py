"""What the tables promise: all of a therapist hangs on one row, natural keys hold, typed text is bytes."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import LargeBinary, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from db.engine import Database
from db.models import Base, DataKey, Therapist
from tests.db.make import any_row, therapist

_NOBODYS = {"heartbeats", "invites", "set_aside"}  # they belong to no therapist


async def _one_of_each(database: Database) -> None:
    ids: dict[str, int] = {}
    async with database.write() as session:
        for table in Base.metadata.sorted_tables:
            await session.execute(insert(table).values(any_row(table, ids)))


async def _counts(database: Database) -> dict[str, int]:
    async with database.read() as session:
        return {
            table.name: int(await session.scalar(select(func.count()).select_from(table)) or 0)
            for table in Base.metadata.sorted_tables
        }


async def test_with_the_therapist_goes_everything_of_theirs(database: Database) -> None:
    await _one_of_each(database)
    assert set((await _counts(database)).values()) == {1}
    async with database.write() as session:
        await session.execute(delete(Therapist))
    assert {name for name, count in (await _counts(database)).items() if count} == _NOBODYS


async def test_one_therapist_erased_leaves_another_whole(database: Database) -> None:
    await _one_of_each(database)
    await _one_of_each(database)
    async with database.write() as session:
        first = select(func.min(Therapist.id)).scalar_subquery()
        await session.execute(delete(Therapist).where(Therapist.id == first))
    counts = await _counts(database)
    assert {count for name, count in counts.items() if name not in _NOBODYS} == {1}


async def test_a_therapist_has_one_key_of_their_own(database: Database) -> None:
    async def keep_two() -> None:
        async with database.write() as session:
            session.add(row := therapist())
            await session.flush()
            session.add_all(DataKey(id=n, therapist_id=row.id, kek_id="k", wrapped=b"") for n in (1, 2))

    with pytest.raises(IntegrityError):
        await keep_two()


# Made by rules of ours, by Telegram, by a calendar's server.
LONGER = {"series.rule", "calendars.file_id", "calendars.etag"}


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=lambda table: table.name)
def test_what_is_sealed_is_bytes_and_no_column_holds_free_text(table: Any) -> None:
    for column in table.columns:
        if column.name.endswith("_sealed"):
            assert isinstance(column.type, LargeBinary), column
        if column.type.python_type is str and str(column) not in LONGER:
            assert column.type.length == 64, f"{column}: slugs and codes only; what people type is sealed"


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=lambda table: table.name)
def test_every_reference_has_an_index_so_that_erasing_is_quick(table: Any) -> None:
    keys = [table.primary_key, *table.indexes, *table.constraints]
    first = {column.name for key in keys for column in list(key.columns)[:1]}
    assert {key.parent.name for key in table.foreign_keys} <= first
