"""Keeps the sandbox's state as small JSON records: in SQLite under a directory, or nowhere."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

VERSION = 1  # of what the records hold; made-up chats of another version are not worth converting


class Store:
    """Records by kind and key. Written through at once, so that a killed process loses nothing.

    With no directory, every write is a no-op and every read is empty: memory only. Raises
    sqlite3.DatabaseError or OSError where the directory or the file in it cannot be used.
    """

    def __init__(self, directory: Path | None) -> None:
        self._db: sqlite3.Connection | None = None
        self._files: dict[str, bytes] = {}
        if directory is None:
            return
        directory.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(directory / "sandbox.db", isolation_level=None)
        # Survives a killed process; only a crash of the machine could cost the last moment.
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=OFF")
        if self._db.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            self._db.execute("DROP TABLE IF EXISTS records")
            self._db.execute("DROP TABLE IF EXISTS files")
            self._db.execute(f"PRAGMA user_version = {VERSION}")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS records (kind TEXT, key TEXT, value TEXT, PRIMARY KEY (kind, key))"
        )
        self._db.execute("CREATE TABLE IF NOT EXISTS files (key TEXT PRIMARY KEY, content BLOB)")

    def put(self, kind: str, key: str | int, value: Any) -> None:
        """Write or overwrite one record; value is anything JSON holds."""
        if self._db is not None:
            # ASCII escapes carry NUL and lone surrogates too, which SQLite's text would not.
            row = (kind, str(key), json.dumps(value))
            self._db.execute("INSERT OR REPLACE INTO records VALUES (?, ?, ?)", row)

    def drop(self, kind: str, key: str | int | None = None) -> None:
        """Forget one record, or all of a kind."""
        if self._db is None:
            return
        if key is None:
            self._db.execute("DELETE FROM records WHERE kind = ?", (kind,))
        else:
            self._db.execute("DELETE FROM records WHERE kind = ? AND key = ?", (kind, str(key)))

    def load(self, kind: str) -> dict[str, Any]:
        """All records of a kind, by key."""
        if self._db is None:
            return {}
        rows = self._db.execute("SELECT key, value FROM records WHERE kind = ?", (kind,))
        return {key: json.loads(value) for key, value in rows}

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is written inside is written as one; never await inside, and do not nest."""
        if self._db is None:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def put_file(self, key: str, content: bytes) -> None:
        """Keep a document's bytes."""
        if self._db is None:
            self._files[key] = content
        else:
            self._db.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", (key, content))

    def file(self, key: str) -> bytes | None:
        """A document's bytes, or None."""
        if self._db is None:
            return self._files.get(key)
        row = self._db.execute("SELECT content FROM files WHERE key = ?", (key,)).fetchone()
        return None if row is None else bytes(row[0])

    def drop_file(self, key: str) -> None:
        """Forget a document's bytes."""
        self._files.pop(key, None)
        if self._db is not None:
            self._db.execute("DELETE FROM files WHERE key = ?", (key,))

    def drop_files(self) -> None:
        """Forget every document."""
        self._files.clear()
        if self._db is not None:
            self._db.execute("DELETE FROM files")

    def close(self) -> None:
        """Close the database; the store is then memory only."""
        if self._db is not None:
            self._db.close()
            self._db = None
