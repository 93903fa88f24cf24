"""Migrations: they make what the models say, once, whole or not at all, and never lose a row."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import time
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, MetaData, NullPool, Table, create_engine, insert, inspect, select, text
from sqlalchemy.orm import Session

from db import upgrade
from db.engine import Database, UnreadableDatabase, make_ready, read_url
from db.models import Base, Therapist
from db.revisions import known_in
from tests.db.make import any_row, therapist

_NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "{head}"


def upgrade():
    op.add_column("therapists", sa.Column("fresh", sa.Integer()))
    {more}
"""
_REBUILD = 'with op.batch_alter_table("therapists", recreate="always") as batch: batch.drop_column("fresh")'


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A version to come: its migration adds a column and does what is given on top."""
    there, head = tmp_path / "migrations", _head()
    shutil.copytree(upgrade._MIGRATIONS, there, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(upgrade, "_MIGRATIONS", there)

    def write(more: str) -> None:
        (there / "versions" / "next.py").write_text(_NEXT.format(more=more, head=head))

    return write


def _scripts() -> ScriptDirectory:
    scripts = Config()
    scripts.set_main_option("script_location", str(upgrade._MIGRATIONS))
    scripts.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(scripts)


def _head() -> str:
    return str(_scripts().get_current_head())


def _until(revision: str, there: Path) -> Path:
    """The migrations as they were when this one was the newest."""
    later = [path.name for path in upgrade._MIGRATIONS.glob("versions/[0-9]*") if path.name[:4] > revision]
    shutil.copytree(upgrade._MIGRATIONS, there, ignore=shutil.ignore_patterns("__pycache__", *later))
    return there


def _columns(url: str, table: str = "therapists") -> set[str]:
    engine = create_engine(_sync(url), poolclass=NullPool)
    with engine.connect() as connection:
        inspector = inspect(connection)
        return {column["name"] for column in inspector.get_columns(table)}


def _sync(url: str) -> str:
    return url.replace("+aiosqlite", "")


async def _keep_one(url: str) -> None:
    database = Database(url)
    async with database.write() as session:
        session.add(row := therapist())
        await session.flush()
        await session.execute(
            text("INSERT INTO data_keys (id, therapist_id, kek_id, wrapped) VALUES (1, :id, 'k', :blob)"),
            {"id": row.id, "blob": b"blob"},
        )
    await database.close()


def test_the_migrations_make_what_the_models_say(database_url: str) -> None:
    engine = create_engine(_sync(database_url), poolclass=NullPool)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_the_files_tell_of_the_revisions_what_alembic_tells() -> None:
    known, newest = known_in(upgrade._MIGRATIONS / "versions")
    assert (known, newest) == ({script.revision for script in _scripts().walk_revisions()}, _head())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_start_loads_neither_alembic_nor_psycopg_when_it_needs_neither(database_url: str) -> None:
    look = "import sys, bot.app, db.engine as e; e.make_ready(sys.argv[1]); print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", look, database_url], capture_output=True, text=True, check=True
    )
    assert {"alembic", "psycopg"}.isdisjoint(run.stdout.split())
    assert "sqlalchemy" in run.stdout.split()


def test_migrating_again_changes_nothing(database_url: str, tmp_path: Path) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())
    make_ready(database_url)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


async def test_two_that_start_at_once_do_not_collide(empty_database_url: str) -> None:
    await asyncio.gather(*(asyncio.to_thread(make_ready, empty_database_url) for _ in range(3)))
    assert "zone" in _columns(empty_database_url)


def test_a_database_newer_than_the_code_is_left_alone(database_url: str) -> None:
    engine = create_engine(_sync(database_url), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UnreadableDatabase, match=r"newer than this version of Afterhour.*9999"):
        make_ready(database_url)


def test_a_therapist_of_the_first_version_gets_what_later_ones_bring(
    empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as first:
        first.setattr(upgrade, "_MIGRATIONS", _until("0001", tmp_path / "first"))
        make_ready(empty_database_url)
    engine = create_engine(_sync(empty_database_url), poolclass=NullPool)
    with engine.begin() as connection:
        known = {column["name"] for column in inspect(connection).get_columns("therapists")}
        columns = [Column(column.name, column.type) for column in Therapist.__table__.columns]
        old = Table("therapists", MetaData(), *(column for column in columns if column.name in known))
        connection.execute(insert(old).values(any_row(old, {})))
    make_ready(empty_database_url)
    with Session(engine) as session:
        row = session.scalars(select(Therapist)).one()
        assert (row.discreet, row.work_days, row.work_from) == (False, [0, 1, 2, 3, 4], time(8))
        assert (row.gaps_offered, row.prepares, row.prepare_minutes) == (False, None, 15)


async def test_an_upgrade_keeps_every_row(database_url: str, next_version: Callable[[str], None]) -> None:
    await _keep_one(database_url)
    next_version(_REBUILD if "sqlite" in database_url else "")
    make_ready(database_url)
    engine = create_engine(_sync(database_url), poolclass=NullPool)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM data_keys JOIN therapists ON true")) == 1


async def test_an_upgrade_that_fails_changes_nothing(
    database_url: str, next_version: Callable[[str], None]
) -> None:
    await _keep_one(database_url)
    next_version('op.drop_table("nowhere")')
    with pytest.raises(UnreadableDatabase, match="nowhere"):
        make_ready(database_url)
    assert "fresh" not in _columns(database_url)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_upgrade_leaves_a_private_copy_of_what_was(
    database_url: str, next_version: Callable[[str], None], tmp_path: Path
) -> None:
    await _keep_one(database_url)
    next_version("")
    make_ready(database_url)
    copy = tmp_path / "afterhour.db.before-next"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert "fresh" not in _columns(f"sqlite:///{copy}")
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM data_keys").fetchone() == (1,)
    assert "fresh" in _columns(database_url)


def test_a_path_with_odd_letters_is_a_path(tmp_path: Path) -> None:
    odd = tmp_path / "100% Ähre und mehr"
    make_ready(str(odd / "afterhour.db"))
    assert read_url(str(odd / "afterhour.db")).database == str(odd / "afterhour.db")
    assert (odd / "afterhour.db").stat().st_size > 0
