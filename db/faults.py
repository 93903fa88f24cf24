"""Which errors are the database's own trouble, and how to say them in one line."""

from __future__ import annotations

import asyncio
import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, exc

# SQLite's code for "no such column" and its like: our mistake, though the class is OperationalError.
_SQLITE_OUR_MISTAKE = 1
_SQLITE_BUSY = 5
# PostgreSQL: connection, resources, operator's doing, system, internal; a lock not had in time; a standby.
_POSTGRES_FAULTS = ("08", "53", "57", "58", "XX", "40", "55P03", "25006")

_PLAIN = (
    ("password authentication failed", "user or password was refused"),
    ("no password supplied", "a password is needed"),
    ("file is not a database", "this is not a database file"),
    ("malformed", "the file is damaged"),
    ("unable to open database file", "the file cannot be opened; may this user write in its folder?"),
    ("readonly database", "the file may not be written to; give this user the right, in its folder too"),
    ("disk is full", "the disk is full; make room, then start again"),
    ("no space left", "the disk is full; make room, then start again"),
    ("disk i/o error", "the disk fails or is full; look at it, then start again"),
    ("read-only transaction", "it takes no writes: it is a standby, or was set read-only"),
    ("recovery", "it takes no writes: it is a standby, or starts up"),
    ("database is locked", "another program holds it"),
    ("refused", "nobody answers there"),
    ("no such file or directory", "nobody answers there"),
    ("timeout", "nobody answers there"),
    ("name or service not known", "the host is not known"),
    ("resolve host", "the host is not known"),
    ("permission denied", "permission denied"),
)


_WAITED = "cut off while it waited for its turn to write"


class UnreadableDatabase(Exception):
    """The database cannot be used; the message is one line for whoever starts the bot, no password in it."""


class RolledBack(Exception):
    """The database gave up the whole transaction by itself, as it does on a full disk."""


def is_database_fault(error: BaseException) -> bool:
    """Whether the database is in trouble (away, locked, full, damaged): the same thing may work later.

    A wrong statement, a broken constraint or any other error of ours is none: it would fail again.
    """
    if isinstance(error, RolledBack | exc.TimeoutError | exc.DisconnectionError):
        return True
    if isinstance(error, TimeoutError):  # asyncio's, with what it cut off as its cause
        return _WAITED in getattr(error.__cause__, "__notes__", ())
    if not isinstance(error, exc.DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    if isinstance(error.orig, sqlite3.Error):
        return _sqlite_fault(error.orig)
    if type(error.orig).__module__.startswith("psycopg"):
        return _postgres_fault(error.orig)
    return isinstance(error, exc.OperationalError | exc.InterfaceError)


def is_locked(error: BaseException) -> bool:
    """Whether another process holds the SQLite file at this moment."""
    cause = error.orig if isinstance(error, exc.DBAPIError) else None
    return isinstance(cause, sqlite3.Error) and getattr(cause, "sqlite_errorcode", 0) & 0xFF == _SQLITE_BUSY


@contextmanager
def waiting() -> Iterator[None]:
    """Around what only waits for the database: a time limit that ends it there is the database's fault."""
    try:
        yield
    except asyncio.CancelledError as cut_off:
        cut_off.add_note(_WAITED)
        raise


def _sqlite_fault(error: sqlite3.Error) -> bool:
    if type(error) not in (sqlite3.OperationalError, sqlite3.DatabaseError):
        return False  # constraints, wrong values, wrong use
    return getattr(error, "sqlite_errorcode", 0) & 0xFF != _SQLITE_OUR_MISTAKE


def _postgres_fault(error: BaseException | None) -> bool:
    import psycopg  # 9 MiB that a bot on SQLite need not carry

    if not isinstance(error, psycopg.Error):
        return False
    if error.sqlstate is None:  # not from the server: the connection broke or never was
        return isinstance(error, psycopg.OperationalError)
    return error.sqlstate.startswith(_POSTGRES_FAULTS)


def unreadable(url: URL, error: BaseException) -> UnreadableDatabase:
    """The one line for an error met while opening the database at `url`."""
    cause = getattr(error, "orig", None) or error
    return UnreadableDatabase(f"{place(url)} cannot be used: {_plain(cause)}")


def _plain(cause: BaseException) -> str:
    if isinstance(cause, FileExistsError):
        return "its directory is a file"
    if isinstance(cause, PermissionError):
        return "this user may not write there; give it the right, in the folder too"
    if isinstance(cause, OSError) and cause.errno == errno.ENOSPC:
        return "the disk is full; make room, then start again"
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror.lower()
    said = " ".join(str(cause).split())
    if "FATAL" in said and "does not exist" in said:
        return "there is no such database or user"
    plain = next((words for sign, words in _PLAIN if sign in said.lower()), None)
    return plain or said[:200] or type(cause).__name__


def place(url: URL) -> str:
    """The database in words: its file, or its server; never a password."""
    if url.get_backend_name() == "sqlite":
        return f"the database {url.database}"
    server = f"{url.host}:{url.port or 5432}" if url.host else "the local socket"
    return f"the database {url.database or ''} at {server}"
