"""Bringing a database up to the newest migration: one starter at a time, and a copy of the file first."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, Connection, NullPool, create_engine, event, text

from db.faults import UnreadableDatabase, place
from db.probe import prove
from db.revisions import known_in, revision_of

_STARTERS_LOCK = 0x61667466
_MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(url: URL) -> None:
    """Blocks until the database has every migration, all of them or none, and has shown that it takes writes.

    Raises UnreadableDatabase for a database newer than this code; SQLAlchemy's and the system's errors pass.
    """
    if url.get_backend_name() == "sqlite":
        _upgrade_sqlite(url)
    else:
        _upgrade_postgres(url)


def _to_head(connection: Connection) -> None:
    """Alembic is configured in code, so that no file names paths, and loaded when needed: 7 MiB."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def forget_copies(url: URL) -> None:
    """Delete the copies that upgrades left beside a SQLite file."""
    path = Path(str(url.database))
    for copy in path.parent.glob(f"{path.name}.before-*"):
        copy.unlink(missing_ok=True)


def _upgrade_sqlite(url: URL) -> None:
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": 60},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # Foreign keys stay off: rebuilding a table drops the old one, and that would take its children along.
        connection.execute("PRAGMA journal_mode = WAL").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    with engine.begin() as connection:
        if missing := lacking(connection, url):
            if revision_of(connection) is not None:
                _copy(Path(str(url.database)), missing)
            _to_head(connection)
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise UnreadableDatabase(f"{place(url)} could not be upgraded: rows would refer to nothing")
        prove(connection)


def _upgrade_postgres(url: URL) -> None:
    engine = create_engine(
        url, poolclass=NullPool, hide_parameters=True, connect_args={"connect_timeout": 10}
    )
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _STARTERS_LOCK})
        if lacking(connection, url):
            _to_head(connection)
        prove(connection)


def lacking(connection: Connection, url: URL) -> str | None:
    """The newest revision when the database lacks it, else None. Raises UnreadableDatabase if newer."""
    known, newest = known_in(_MIGRATIONS / "versions")
    revision = revision_of(connection)
    if revision is not None and revision not in known:
        raise UnreadableDatabase(
            f"{place(url)} is newer than this version of Afterhour (its revision is {revision})"
        )
    return None if revision == newest else newest


def _copy(path: Path, revision: str) -> None:
    """A copy of the file as it is, complete or not there; readers may copy while we hold the write lock."""
    copy = path.with_name(f"{path.name}.before-{revision}")
    draft = path.with_name(f"{copy.name}.draft")
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(draft)) as target:
        source.backup(target)
    draft.replace(copy)
