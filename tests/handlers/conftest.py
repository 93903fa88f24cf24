"""A staged bot for the tests of conversations, on both databases, and a therapist past the first minute."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from db.engine import Database
from tests.begun import Begun, Slate, begin
from tests.drawn import Drawn
from tests.handlers.settings_make import set_row
from tests.postgres import Server
from tests.stage import Chat, Stage, staged


@pytest.fixture(scope="session")
def first_minute(sqlite_template: Path, at_hand: Path) -> Begun:
    """Mara has agreed, said where she is and when to be asked, and answered her first question."""
    folder = at_hand / "begun"
    folder.mkdir()
    return begin(sqlite_template, folder)


@pytest.fixture(scope="session")
def slate(postgres: Server, postgres_template: str) -> Iterator[Slate]:
    postgres.create("slate", postgres_template)
    slate = Slate(postgres.url("slate"))
    yield slate
    slate.close()


@pytest.fixture
def begun(request: pytest.FixtureRequest) -> Begun | None:
    """Tests with Mara begin when her first minute is over, the others before anybody has written."""
    return request.getfixturevalue("first_minute") if "mara" in request.fixturenames else None


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(
    request: pytest.FixtureRequest, begun: Begun | None, sqlite_template: Path, at_hand: Path
) -> str:
    """A database of this test alone, as it is where the test begins."""
    if request.param == "sqlite":
        for old in at_hand.glob("afterhour.db*"):
            old.unlink()
        shutil.copyfile(begun.file if begun else sqlite_template, at_hand / "afterhour.db")
        return f"sqlite+aiosqlite:///{at_hand}/afterhour.db"
    slate: Slate = request.getfixturevalue("slate")
    slate.wipe(begun)
    return slate.url


@pytest.fixture
async def stage(database: Database, begun: Begun | None) -> AsyncIterator[Stage]:
    """A running bot, at the moment in which the test begins."""
    vault, sandbox = (begun.vault, begun.sandbox()) if begun else (None, None)
    async with staged(database, vault=vault, sandbox=sandbox) as stage:
        await stage.settle()  # the first look belongs to this moment, not to wherever a test leaps
        yield stage


@pytest.fixture
async def mara(stage: Stage, drawn: Drawn) -> Chat:
    """A therapist in London, past the first minute, to be asked after each session; a first plan was made."""
    mara = stage.chat()
    await set_row(stage, mara, seed=drawn.randbits(31), gaps_offered=True, prepares=False)
    return mara
