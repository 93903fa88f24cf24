"""SQL is put together once in a process of tests, as in a process of the bot, and not once in each test."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Dialect, Engine
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Database

_kept: dict[tuple[str, bool], tuple[Dialect, dict[Any, Any]]] = {}


def share(database: Database) -> None:
    """Statements that an earlier database's engine of the same make put together are at hand in this one."""
    for writes, engine in _engines(database):
        if kept := _kept.get((engine.url.drivername, writes)):
            engine.dialect, statements = kept
            engine.update_execution_options(compiled_cache=statements)


def keep(database: Database) -> None:
    """The first one's are kept, if it ever connected."""
    for writes, engine in _engines(database):
        if engine.dialect.server_version_info is not None:
            _kept.setdefault((engine.url.drivername, writes), (engine.dialect, {}))


def _engines(database: Database) -> list[tuple[bool, Engine]]:
    both = [(True, database.writer.engine), (False, database._readers)]
    return [(writes, e.sync_engine if isinstance(e, AsyncEngine) else e) for writes, e in both]
