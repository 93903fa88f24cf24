"""The same fortnights on PostgreSQL; in a file of its own, so that both run side by side."""

from __future__ import annotations

from tests.faults.process import Nursery
from tests.faults.run import postgresql
from tests.faults.survived import DRAWN, survived
from tests.postgres import Server


async def test_a_fortnight_of_deaths_and_a_week_of_faults_lose_double_and_leak_nothing(
    nursery: Nursery, postgres: Server
) -> None:
    await survived(nursery, postgresql(postgres), DRAWN)
