"""Faults are told from mistakes, and said in one line at start."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from db.engine import Database, UnreadableDatabase, is_database_fault, make_ready, read_url
from tests.postgres import Server


async def _error(database: Database, statement: str, **values: object) -> SQLAlchemyError:
    with pytest.raises(SQLAlchemyError) as caught:
        async with database.write() as session:
            await session.execute(text(statement), values)
    return caught.value


@pytest.fixture
def sqlite_url(sqlite_template: Path) -> str:
    return f"sqlite:///{sqlite_template}"


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT nothing FROM therapists",
        "SELECT * FROM nowhere",
        "SELEC 1",
        "INSERT INTO expects (therapist_id) VALUES (1)",
        "INSERT INTO data_keys (id, therapist_id, kek_id, wrapped) VALUES (1, 404, '', '')",
    ],
)
async def test_a_mistake_of_ours_is_no_fault(database: Database, statement: str) -> None:
    assert not is_database_fault(await _error(database, statement))


def test_an_error_from_elsewhere_is_no_fault() -> None:
    assert not any(
        is_database_fault(error) for error in (ValueError(), OSError(), TimeoutError(), KeyError())
    )


async def test_an_error_shows_no_values(database: Database) -> None:
    assert "said in confidence" not in str(await _error(database, "SELECT nope, :v", v="said in confidence"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_full_disk_is_a_fault(database: Database) -> None:
    async with database.write() as session:
        await session.execute(text("CREATE TABLE heap (b BLOB)"))
        await session.execute(text("PRAGMA max_page_count = 1"))
    assert is_database_fault(await _error(database, "INSERT INTO heap VALUES (zeroblob(1000000))"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_another_program_that_does_not_let_go_is_a_fault(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.connections.BUSY_SECONDS", 0.05)
    impatient = Database(str(database.url))
    with sqlite3.connect(str(database.url.database), isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        assert is_database_fault(await _error(impatient, "DELETE FROM expects"))
    other.close()
    await impatient.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_connection_cut_by_the_server_is_a_fault_and_the_next_write_works(database: Database) -> None:
    assert is_database_fault(await _error(database, "SELECT pg_terminate_backend(pg_backend_pid())"))
    async with database.write() as session:
        assert await session.scalar(text("SELECT 1")) == 1


async def test_a_server_that_is_away_is_a_fault() -> None:
    away = Database("postgresql://nobody:secret@127.0.0.1:1/x")
    error = await _error(away, "SELECT 1")
    await away.close()
    assert is_database_fault(error)


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("data/afterhour.db", "sqlite+aiosqlite"),
        ("sqlite:///data/afterhour.db", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:////srv/afterhour.db", "sqlite+aiosqlite"),
        ("postgres://u:p@host/name", "postgresql+psycopg"),
        ("postgresql://u:p@host/name", "postgresql+psycopg"),
        ("postgresql+psycopg://u:p@host:5433/name", "postgresql+psycopg"),
    ],
)
def test_every_usual_spelling_of_the_url_is_understood(given: str, driver: str) -> None:
    assert read_url(given).drivername == driver


@pytest.mark.parametrize(
    "given",
    [
        "mysql://u:secret@host/name", "sqlite://", "sqlite:///:memory:", "://", "",
        "sqlite:///file:/data/a.db?uri=true",
    ],
)  # fmt: skip
def test_a_url_that_cannot_be_used_is_said_so(given: str) -> None:
    with pytest.raises(UnreadableDatabase, match="DATABASE_URL") as caught:
        read_url(given)
    assert "secret" not in str(caught.value)


def _complaint(url: str) -> str:
    with pytest.raises(UnreadableDatabase) as caught:
        make_ready(url)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)
    return str(caught.value)


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "letter.db"
    file.write_text("Dear diary, " * 1000)
    assert "not a database file" in _complaint(f"sqlite:///{file}")
    assert file.read_text().startswith("Dear diary")


def test_a_directory_in_the_files_place_is_refused(tmp_path: Path) -> None:
    assert "the file cannot be opened" in _complaint(f"sqlite:///{tmp_path}")


def test_a_directory_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "its directory is a file" in _complaint(f"sqlite:///{tmp_path}/file/afterhour.db")


def test_a_server_that_is_away_is_named() -> None:
    assert "at 127.0.0.1:1 cannot be used: nobody answers" in _complaint(
        "postgresql://a:secret@127.0.0.1:1/x"
    )


def test_a_wrong_password_is_named(postgres: Server) -> None:
    assert "password was refused" in _complaint(
        f"postgres://afterhour:secret@127.0.0.1:{postgres.port}/postgres"
    )


def test_a_missing_database_is_named(postgres: Server) -> None:
    assert "no such database" in _complaint(postgres.url("nowhere"))


async def test_the_loop_goes_on_while_a_database_is_made_ready(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    turns = 0
    migrating = asyncio.create_task(database.migrate())
    while not migrating.done():
        await asyncio.sleep(0)
        turns += 1
    await database.close()
    assert turns > 3
