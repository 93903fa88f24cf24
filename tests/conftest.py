"""Databases for tests: each test gets its own, migrated, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from db.engine import Database, make_ready
from tests import compiled
from tests.drawn import SHIFT, Drawn
from tests.postgres import Server, running_server

# How long an example takes says nothing here, and what fails has to fail each time.
settings.register_profile("any machine", deadline=None, derandomize=SHIFT == "0")
settings.load_profile("any machine")


# Few tests that take long: begun last, one worker would be at them while the others have nothing to do.
LONG = (
    "tests/faults/", "tests/test_image", "tests/test_month", "tests/sandbox/page/", "tests/test_two_weeks",
    "tests/test_discreet_fortnight", "tests/prompts/test_rotation_any", "tests/page/", "tests/bot/test_flood",
    "tests/bot/test_mutated", "tests/benchmarks/", "tests/bot/test_second_copy", "tests/bot/test_doctor",
)  # fmt: skip
# What these make for all of their tests takes long as well: one worker makes it.
TOGETHER = ("tests/faults/", "tests/test_image", "tests/sandbox/page/")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first; `--no-loadscope-reorder` keeps it so over several workers."""
    items.sort(key=lambda item: next((n for n, long in enumerate(LONG) if item.nodeid.startswith(long)), 99))


class OneByOne(LoadScopeScheduling):  # type: ignore[misc]  # xdist comes without types
    """Each test goes to whoever is free, but for those that belong together."""

    def _split_scope(self, nodeid: str) -> str:
        return next((name for name in TOGETHER if nodeid.startswith(name)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneByOne:
    return OneByOne(config, log)


@pytest.fixture(autouse=True)
def drawn(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Drawn:
    """What draws the questions of this test."""
    drawn = Drawn(f"{request.path.stem} {request.node.name}")
    monkeypatch.setattr("db.therapists.secrets", drawn)
    return drawn


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        report.sections.append(("questions", f"drawn with DRAWN={SHIFT}, see tests/drawn.py"))
    return report


@pytest.fixture(scope="session")
def at_hand() -> Iterator[Path]:
    """A folder for what is written often: in memory where there is room, so that nobody waits for a disk."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made there
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 1 << 28
    with TemporaryDirectory(prefix="afterhour-", dir=memory if roomy else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "afterhour.db"
    make_ready(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The one PostgreSQL server of this run."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres: Server) -> str:
    """The name of a migrated database, to be copied."""
    postgres.create("template_afterhour")
    make_ready(postgres.url("template_afterhour"))
    return "template_afterhour"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/afterhour.db"
        return
    server: Server = request.getfixturevalue("postgres")
    yield from _postgres_database(server, "template0")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with every migration, of this test alone."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_template"), tmp_path / "afterhour.db")
        yield f"sqlite+aiosqlite:///{tmp_path}/afterhour.db"
        return
    template: str = request.getfixturevalue("postgres_template")
    yield from _postgres_database(request.getfixturevalue("postgres"), template)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open Database with every migration; closed at the end."""
    database = Database(database_url)
    compiled.share(database)
    yield database
    await database.close()
    compiled.keep(database)


def _postgres_database(server: Server, template: str) -> Iterator[str]:
    name = f"test_{secrets.token_hex(6)}"
    server.create(name, template)
    yield server.url(name)
    server.drop(name)
