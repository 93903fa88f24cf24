"""The files of SQLite: private, and rid of what was erased."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from db.engine import Database
from tests.db.make import therapist

_MARK = b"only-here-0123456789abcdef"


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _anywhere(directory: Path, mark: bytes) -> bool:
    return any(mark in path.read_bytes() for path in directory.iterdir())


async def _keep_and_erase(database: Database) -> None:
    async with database.write() as session:
        session.add(row := therapist())
        await session.flush()
        values = {"id": row.id, "mark": _MARK}
        await session.execute(text("INSERT INTO data_keys VALUES (:id, :id, NULL, 'k', :mark)"), values)
    async with database.write() as session:
        await session.execute(text("DELETE FROM data_keys"))


async def test_directory_and_files_are_the_owners_alone(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/data/afterhour.db")
    await database.migrate()
    async with database.write() as session:
        await session.execute(text("DELETE FROM expects"))
        assert {path.name for path in (tmp_path / "data").iterdir()} >= {"afterhour.db", "afterhour.db-wal"}
        assert {_mode(path) for path in (tmp_path / "data").iterdir()} == {0o600}
    await database.close()
    assert _mode(tmp_path / "data") == 0o700


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_after_a_scrub_no_file_holds_what_was_deleted(database: Database, tmp_path: Path) -> None:
    await _keep_and_erase(database)
    assert _anywhere(tmp_path, _MARK), "the log still holds it: else this test shows nothing"
    assert await database.scrub()
    assert not _anywhere(tmp_path, _MARK)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_scrub_says_when_a_reader_stood_in_its_way(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.writers.READERS_SECONDS", 0.05)
    impatient = Database(str(database.url))
    async with database.read() as session:
        await session.execute(text("SELECT * FROM expects"))
        await _keep_and_erase(impatient)
        assert not await impatient.scrub()
    assert await impatient.scrub()
    await impatient.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_scrub_takes_the_copies_of_old_upgrades_along(database: Database, tmp_path: Path) -> None:
    copy = tmp_path / "afterhour.db.before-0001"
    copy.write_bytes(_MARK)
    await database.scrub()
    assert not copy.exists()


async def test_writes_go_on_after_a_scrub(database: Database) -> None:
    assert await database.scrub()
    await _keep_and_erase(database)
    assert await database.scrub()
