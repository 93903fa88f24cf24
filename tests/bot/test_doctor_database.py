"""What the doctor sees of the database: tables, key, whether the bot runs; it changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.doctor import database as stored
from bot.doctor import files
from bot.doctor.findings import as_table
from bot.doctor.home import Home, alive
from bot.settings import Settings
from db.engine import Database
from db.instance import only_instance
from db.keyfile import make_key
from tests.bot.doctor_make import BOT, NOW, about, beat, contents, something_sealed


@pytest.fixture
def home(database_url: str, tmp_path: Path) -> Home:
    return Home(database_url, tmp_path / "afterhour.key", BOT, NOW)


async def test_all_is_well_with_a_bot_at_work(home: Home, database: Database) -> None:
    await something_sealed(database, Path(home.key))
    await beat(database, NOW - timedelta(seconds=40))
    async with only_instance(home.url, BOT):
        found = await stored.examine(home)
    assert [(one.about, one.level) for one in found] == [
        (what, "ok") for what in ("database", "migrations", "key", "running")
    ]
    assert about("database", found).says.startswith(("SQLite 3.", "PostgreSQL 1"))
    assert about("running", found).says == "yes; it last looked for what is due 40 seconds ago."


@pytest.mark.parametrize(
    ("running", "ago", "level", "words"),
    [
        (True, timedelta(minutes=6), "wrong", "6 minutes ago"),
        (True, timedelta(days=-2), "warning", "2 days from now"),
        (True, None, "warning", "waiting for Telegram"),
        (False, timedelta(days=3), "warning", "no; it last looked for what is due 3 days ago"),
        (False, None, "ok", "it never did"),
    ],
)
async def test_it_says_whether_the_bot_runs_and_when_it_last_looked_around(
    running: bool, ago: timedelta | None, level: str, words: str, home: Home, database: Database
) -> None:
    if ago is not None:
        await beat(database, NOW - ago)
    if running:
        async with only_instance(home.url, BOT):
            found = about("running", await stored.examine(home))
    else:
        found = about("running", await stored.examine(home))
    assert (found.level, words in found.says) == (level, True), found.says


async def test_anothers_bot_on_the_same_database_is_not_taken_for_this_one(home: Home) -> None:
    async with only_instance(home.url, BOT + 1):
        assert "no, and it never did" in about("running", await stored.examine(home)).says


def other_key(key: Path) -> None:
    key.unlink()
    make_key(key)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (Path.unlink, "is missing"),
        (lambda key: key.write_text("canary"), "does not hold a key"),
        (other_key, "does not open what is stored"),
    ],
)
async def test_a_key_is_tried_on_what_is_stored(
    spoil: Callable[[Path], object], words: str, home: Home, database: Database
) -> None:
    assert isinstance(home.key, Path)
    await something_sealed(database, home.key)
    assert about("key", await stored.examine(home)).level == "ok"
    spoil(home.key)
    found = about("key", await stored.examine(home))
    assert (found.level, words in found.says) == ("wrong", True), found.says
    assert "canary" not in found.says


@pytest.mark.parametrize(("revision", "level"), [("0001", "warning"), ("9999", "wrong")])
async def test_tables_of_another_version_are_told_and_left_as_they_are(
    revision: str, level: str, home: Home, database: Database
) -> None:
    async with database.write() as session:
        await session.execute(
            text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision}
        )
    assert about("migrations", await stored.examine(home)).level == level
    async with database.read() as session:
        assert await session.scalar(text("SELECT version_num FROM alembic_version")) == revision


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_it_leaves_every_file_as_it_was(home: Home, database: Database, tmp_path: Path) -> None:
    await something_sealed(database, Path(home.key))
    await database.close()
    before = contents(tmp_path)
    await stored.examine(home)
    files.examine(home, Settings())
    assert contents(tmp_path) == before


async def test_a_database_that_does_not_answer_is_wrong_and_its_password_not_shown() -> None:
    away = Home("postgresql+psycopg://me:canary@127.0.0.1:1/name", "canary", BOT, NOW)
    found = await stored.examine(away)
    assert [(one.about, one.level) for one in found] == [("database", "wrong")]
    assert "canary" not in as_table(found)


async def test_health_is_a_tick_within_five_minutes(home: Home, database: Database) -> None:
    assert (await alive(home)).level == "wrong"
    await beat(database, NOW - timedelta(minutes=4))
    assert (await alive(home)).level == "ok"
    late = Home(home.url, home.key, BOT, NOW + timedelta(minutes=2))
    assert (await alive(late)).level == "wrong"
    assert (await alive(Home(home.url, home.key, BOT + 1, NOW))).level == "wrong"
