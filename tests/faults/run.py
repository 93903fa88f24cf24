"""Tells stories; `python -m tests.faults.run N SEED` tells long ones on both databases (`make faults`)."""

from __future__ import annotations

import argparse
import asyncio
import random
import secrets
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, date, datetime, time
from pathlib import Path

from bot.sandbox.people import Person
from db.vault import Vault
from tests.faults.canary import left_behind, planted, told_to_people, traces
from tests.faults.counts import Counts
from tests.faults.due import Due
from tests.faults.fortnight import fortnight
from tests.faults.hindrances import for_database
from tests.faults.ledger import Ledger
from tests.faults.nursery import HeldClock, Nursery, running_nursery
from tests.faults.people import Therapist
from tests.faults.points import NAMED, Points
from tests.faults.process import Bot
from tests.faults.stored import Reader
from tests.faults.story import Story
from tests.faults.telegram import Telegram
from tests.postgres import Server, find_binaries, running_server

TOKEN = "8095:a-token-of-no-value-to-anybody-0000000"
MONDAY = date(2026, 11, 23)
AFTER, EVENING = "After each session", "Once, in the evening"
MARA = Person(1001, "Maravilha", "Umbrawitz", "maravilha_canary")
JONAS = Person(1002, "Jonathas", "Quellbrunn", "jonathas_canary")
ADA = Person(1003, "Adelhaid", "Zwirnstern", "adelhaid_canary")
WHO = (
    (MARA, AFTER, (time(9), time(11)), ("Thistle", "Basaltic", "Cometary", "Marshy")),
    (JONAS, AFTER, (time(9, 20), time(12)), ("Willowy", "Anchorite", "Emberly", "Quillon")),
    (ADA, EVENING, (time(10), time(15)), ("Heronry", "Coralline", "Pebbly", "Tundral")),
)
PEOPLE = [person for person, *_ in WHO]
RANDOM = 86  # points drawn by lot in one fortnight of a long run, beside the named ones
NewDatabase = Callable[[Path], str]  # given a folder of its own, the address of a database without tables


@asynccontextmanager
async def told(
    nursery: Nursery, url: str, folder: Path, seed: int, points: Points, **env: str
) -> AsyncIterator[Story]:
    """A story that is about to begin: the bot runs. At its end all that is left is searched."""
    begin = datetime.combine(MONDAY, time(7, 30), UTC)
    telegram = await Telegram.open(TOKEN, PEOPLE, begin)
    (folder / "tmp").mkdir()
    key, clock = folder / "afterhour.key", HeldClock(folder / "clock")
    clock.show(begin)
    Vault.create(key)
    reader = Reader(url, key, folder)
    ledger, due = Ledger(telegram), Due(telegram)
    people = [Therapist(*who, telegram, ledger, due, random.Random(f"{seed} {who[0].id}")) for who in WHO]
    bot = Bot(nursery, clock, folder, _environment(telegram.address, url, key) | env)
    try:
        if not await bot.start():
            raise AssertionError(bot.last_words)
        story = Story(telegram, bot, clock, url, reader, random.Random(seed), points, people, ledger, due)
        yield story
    finally:
        await bot.kill()
        await telegram.close()
    words = planted(PEOPLE, ledger, TOKEN, key, url)
    story.counts.traces += traces(words, left_behind(folder, url, key, nursery.written), key)
    story.counts.traces += told_to_people(words, telegram.book.said, PEOPLE)


def _environment(address: str, url: str, key: Path) -> dict[str, str]:
    return {
        "BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": address, "DATABASE_URL": url, "ENCRYPTION_KEY_FILE": str(key),
        "ACCESS": "open", "LOG_LEVEL": "DEBUG", "TMPDIR": str(key.parent / "tmp"),
    }  # fmt: skip


async def with_deaths(nursery: Nursery, new: NewDatabase, seed: int, drawn: int) -> Counts:
    """A fortnight with so many deaths drawn by lot, and one at each named point."""
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        points = Points(random.Random(f"points {seed}"), drawn, list(NAMED), every=0.45 + drawn / 250)
        async with told(nursery, new(folder), folder, seed, points, LOG_FORMAT="json") as story:
            await fortnight(story, MONDAY)
    return story.counts


async def with_faults(nursery: Nursery, new: NewDatabase, seed: int) -> Counts:
    """A week with each fault once."""
    with tempfile.TemporaryDirectory() as kept:
        folder, chance = Path(kept), random.Random(f"faults {seed}")
        url = new(folder)
        async with told(nursery, url, folder, seed, Points(chance, 0), LOG_FORMAT="text") as story:
            story.hindrances = for_database(url)
            chance.shuffle(story.hindrances)
            await fortnight(story, MONDAY, days=7)
    return story.counts


async def long_run(nursery: Nursery, new: NewDatabase, seed: int, points: int) -> Counts:
    """Fortnights with every fault, until the bot has died so often."""
    total = Counts()
    while total.points < points:
        drawn = max(0, min(RANDOM, points - total.points - len(NAMED)))
        for counts in await asyncio.gather(
            with_deaths(nursery, new, seed, drawn), with_faults(nursery, new, seed)
        ):
            total = total + counts
        _say(f"seed {seed}: {total}")
        seed += 1
    return total


def sqlite(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder}/afterhour.db"


def postgresql(server: Server) -> NewDatabase:
    def new(_folder: Path) -> str:
        name = f"story_{secrets.token_hex(6)}"
        server.create(name)
        return server.url(name)

    return new


def main(argv: Sequence[str] | None = None) -> int:
    """`make faults`: the exit status is 1 if anything was lost, doubled or told to another."""
    parser = argparse.ArgumentParser(
        description="Kill and hinder the bot through long runs of made-up fortnights."
    )
    parser.add_argument("points", type=int, help="so often it dies, on all databases together")
    parser.add_argument("seed", type=int, nargs="?", default=random.SystemRandom().randrange(10**6))
    given = parser.parse_args(argv)
    _say(f"seed {given.seed}")
    if find_binaries() is None:
        _say("PostgreSQL is not installed: SQLite alone")
    with running_nursery() as nursery, running_server() if find_binaries() else nullcontext() as server:
        databases: list[NewDatabase] = [sqlite, *([postgresql(server)] if server else [])]
        share = -(-given.points // len(databases))
        runs = (long_run(nursery, new, given.seed, share) for new in databases)
        total = sum(asyncio.run(side_by_side(*runs)), Counts())
    for kind in ("lost", "doubled", "leaked", "traces"):
        for one in getattr(total, kind):
            _say(f"{kind}: {one}")
    _say(str(total))
    return 0 if total.fine else 1


async def side_by_side(*runs: Coroutine[None, None, Counts]) -> list[Counts]:
    """All of them in one loop; the first failure ends it."""
    return await asyncio.gather(*runs)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
