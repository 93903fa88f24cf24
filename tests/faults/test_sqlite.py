"""A fortnight on SQLite, through deaths and faults."""

from __future__ import annotations

from tests.faults.process import Nursery
from tests.faults.run import sqlite
from tests.faults.survived import DRAWN, survived


async def test_a_fortnight_of_deaths_and_a_week_of_faults_lose_double_and_leak_nothing(
    nursery: Nursery,
) -> None:
    await survived(nursery, sqlite, DRAWN)
