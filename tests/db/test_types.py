"""Instants come back as they went, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from db.engine import Database
from db.models import Therapist
from tests.db.make import NOW, therapist

_INSTANTS = [
    NOW,
    NOW.replace(microsecond=1),
    NOW.replace(microsecond=999_999),
    datetime(2026, 10, 25, 2, 30, fold=0, tzinfo=ZoneInfo("Europe/Berlin")),
    datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin")),
    datetime(2026, 11, 24, 0, 10, tzinfo=ZoneInfo("Pacific/Kiritimati")),
    datetime(2026, 11, 23, 23, 50, tzinfo=timezone(-timedelta(hours=11, minutes=30))),
    datetime.max.replace(tzinfo=UTC),  # paused "until I say"
]


async def _keep(database: Database, instants: list[datetime]) -> list[datetime]:
    """What the database gives back, sorted by the database."""
    async with database.write() as session:
        session.add_all(therapist(last_seen_at=instant) for instant in instants)
    async with database.read() as session:
        return list(await session.scalars(select(Therapist.last_seen_at).order_by(Therapist.last_seen_at)))


async def test_instants_come_back_the_same_in_utc_and_in_order(database: Database) -> None:
    kept = await _keep(database, _INSTANTS)
    assert kept == sorted(instant.astimezone(UTC) for instant in _INSTANTS)
    assert {instant.tzinfo for instant in kept} == {UTC}


async def test_instants_compare_in_queries_whatever_their_offset(database: Database) -> None:
    await _keep(database, [NOW, NOW + timedelta(minutes=1)])
    berlin = NOW.astimezone(ZoneInfo("Europe/Berlin"))
    async with database.read() as session:
        found = await session.scalars(select(Therapist.last_seen_at).where(Therapist.last_seen_at <= berlin))
        assert list(found) == [NOW]


async def test_no_instant_comes_back_as_none(database: Database) -> None:
    await _keep(database, [NOW])
    async with database.read() as session:
        assert await session.scalar(select(Therapist.paused_until)) is None


async def test_a_naive_value_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="naive"):
        await _keep(database, [NOW.replace(tzinfo=None)])
