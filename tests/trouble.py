"""A database that takes nothing in for a while, as another program or its operator brings that about."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
from psycopg import sql

from db.engine import Database


@contextmanager
def refusing(database: Database) -> Iterator[None]:
    """Reads work, writes do not: another program holds the SQLite file, PostgreSQL was made read-only."""
    if database.url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(database.url.database), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
        return
    with _server(database) as server:
        _read_only(server, "SET default_transaction_read_only = on")
        yield
        _read_only(server, "RESET default_transaction_read_only")


@contextmanager
def stopped(database: Database) -> Iterator[None]:
    """PostgreSQL lets nobody in, and has cut everybody off."""
    name = sql.Identifier(str(database.url.database))
    with _server(database, "postgres") as server:
        server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        server.execute(cut, [database.url.database])
        yield
        server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))


@contextmanager
def _server(database: Database, name: str | None = None) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    url = database.url.set(drivername="postgresql", database=name or database.url.database)
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as server:
        server.execute("SET default_transaction_read_only = off")
        yield server


def _read_only(server: psycopg.Connection[tuple[object, ...]], change: str) -> None:
    """From the next connections on; those that stand are cut."""
    name = sql.Identifier(server.info.dbname)
    server.execute(sql.SQL("ALTER DATABASE {} ").format(name) + sql.SQL(change))
    server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
