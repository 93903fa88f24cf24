"""Connections to SQLite and PostgreSQL: how each is opened, and how its transactions begin."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

# How long another process that holds the SQLite file is waited for, such as `python -m bot invite`; then
# people hear that nothing is saved yet.
BUSY_SECONDS = 2.0
_CONNECT_SECONDS = 10
_READERS = 4
_WRITERS_LOCK = 0x61667465  # one number for all processes that share a PostgreSQL database
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # what was shown as stored survives a power cut, not only kill -9
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
)


class _Sqlite(SQLiteDialect_pysqlite):
    """SQLite with savepoints said straight to the driver: they come with every turn. They are one deep, so
    they have one name, and the driver need not compile each anew."""

    supports_statement_cache = True

    def do_savepoint(self, connection: Connection, name: str) -> None:  # noqa: ARG002 - the dialect's own
        _say(connection, "SAVEPOINT turn")

    def do_rollback_to_savepoint(self, connection: Connection, name: str) -> None:  # noqa: ARG002
        _say(connection, "ROLLBACK TO SAVEPOINT turn")

    def do_release_savepoint(self, connection: Connection, name: str) -> None:  # noqa: ARG002
        _say(connection, "RELEASE SAVEPOINT turn")


def _say(connection: Connection, statement: str) -> None:
    raw: Any = connection.connection.driver_connection
    try:
        raw.execute(statement)
    except sqlite3.Error:
        connection.exec_driver_sql(statement)  # what is wrong is raised as SQLAlchemy words it


registry.register("sqlite.afterhour", __name__, _Sqlite.__name__)


def sqlite_writer(url: URL) -> Engine:
    """One connection for all writes. A statement takes microseconds and a hop to another thread a hundred of
    them, so it is called where it stands; only what waits for the disk or for others goes into a thread."""
    engine = create_engine(
        url.set(drivername="sqlite+afterhour"),
        hide_parameters=True,
        pool_size=1,
        max_overflow=0,
        # None: BEGIN is ours to say. 0: it waits for nobody where it stands, who begins asks again.
        connect_args={"timeout": 0, "isolation_level": None, "check_same_thread": False},
    )
    _prepare(engine, _SQLITE_PRAGMAS, "BEGIN IMMEDIATE")
    return engine


def sqlite_readers(url: URL) -> AsyncEngine:
    engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_size=_READERS,
        max_overflow=0,
        connect_args={"timeout": BUSY_SECONDS, "isolation_level": None},
    )
    _prepare(engine.sync_engine, (*_SQLITE_PRAGMAS, "PRAGMA query_only = ON"), "BEGIN")
    return engine


def postgres_writer(url: URL) -> AsyncEngine:
    engine = _postgres(url, 1, isolation_level="READ COMMITTED")

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        # Read committed alone would lose updates between a read and a write; other replicas wait here.
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITERS_LOCK})

    return engine


def postgres_readers(url: URL) -> AsyncEngine:
    options = {"postgresql_readonly": True}
    return _postgres(url, _READERS, isolation_level="REPEATABLE READ", execution_options=options)


def _postgres(url: URL, pool_size: int, **given: Any) -> AsyncEngine:
    return create_async_engine(
        url,
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": _CONNECT_SECONDS,
            "application_name": "afterhour",
            # A process that hangs inside a transaction must not hold every other one's writes back.
            "options": "-c timezone=UTC -c lock_timeout=30s -c idle_in_transaction_session_timeout=60s",
        },
        **given,
    )


def _prepare(engine: Engine, pragmas: tuple[str, ...], begins: str) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(begins)
