"""Three therapists' fortnight with a bot that dies a hundred times, and their week with every fault; and the
search through all that is left behind. Both databases, four stories side by side: most of it is waiting."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Coroutine
from dataclasses import dataclass

import pytest

from tests.faults.counts import Counts
from tests.faults.hindrances import TELEGRAM
from tests.faults.nursery import Nursery
from tests.faults.points import NAMED
from tests.faults.run import NewDatabase, postgresql, side_by_side, sqlite, with_deaths, with_faults
from tests.faults.storage import POSTGRESQL, SQLITE
from tests.postgres import find_binaries

DRAWN = 60  # deaths drawn by lot on each database; `make faults` draws more


@dataclass(frozen=True)
class Survived:
    """What a database's two stories came to."""

    seed: int
    deaths: Counts
    faults: Counts
    written: bytes

    def nothing(self, kind: str) -> None:
        found = [*getattr(self.deaths, kind), *getattr(self.faults, kind)]
        assert not found, f"{kind}, seed {self.seed}: " + "\n".join(found)


@pytest.fixture(scope="module")
def stories(request: pytest.FixtureRequest, nursery: Nursery) -> dict[str, Survived]:
    databases: dict[str, NewDatabase] = {"sqlite": sqlite}
    if find_binaries() is not None or os.environ.get("CI") == "true":
        databases["postgresql"] = postgresql(request.getfixturevalue("postgres"))
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")  # noqa: T201 - pytest shows it with a failure
    runs = [run for new in databases.values() for run in _both(nursery, new, seed)]
    counts = asyncio.run(side_by_side(*runs))
    pairs = zip(databases, counts[::2], counts[1::2], strict=True)
    return {name: Survived(seed, deaths, faults, nursery.written) for name, deaths, faults in pairs}


def _both(nursery: Nursery, new: NewDatabase, seed: int) -> tuple[Coroutine[None, None, Counts], ...]:
    return with_deaths(nursery, new, seed, DRAWN), with_faults(nursery, new, seed)


@pytest.fixture(params=["sqlite", "postgresql"])
def survived(request: pytest.FixtureRequest, stories: dict[str, Survived]) -> Survived:
    if request.param not in stories:
        pytest.skip("PostgreSQL is not installed")
    return stories[request.param]


def test_it_died_at_every_kind_of_point_and_met_every_fault(survived: Survived) -> None:
    assert survived.deaths.points >= DRAWN + 20, f"seed {survived.seed}, of {DRAWN + len(NAMED)}"
    assert survived.faults.faults >= len(TELEGRAM) + min(len(SQLITE), len(POSTGRESQL))
    assert b"update set aside" in survived.written
    assert b"update held" in survived.written


def test_what_was_shown_as_stored_is_there_and_readable_and_what_was_due_came(survived: Survived) -> None:
    survived.nothing("lost")


def test_nothing_is_stored_twice_and_what_came_twice_says_so(survived: Survived) -> None:
    survived.nothing("doubled")


def test_nobody_was_shown_anything_of_somebody_elses(survived: Survived) -> None:
    survived.nothing("leaked")


def test_no_name_word_code_token_or_key_is_in_logs_database_wal_or_temporary_files(
    survived: Survived,
) -> None:
    survived.nothing("traces")
