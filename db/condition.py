"""The condition that a database is in, seen without a change: nothing made, no migration, no lock taken."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, NullPool, event, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from db.blobs import CannotOpen
from db.engine import read_url
from db.faults import place, unreadable
from db.models import DataKey
from db.upgrade import lacking
from db.vault import Vault

_SECONDS = 5  # to connect, and for a statement
_OPTIONS = f"-c timezone=UTC -c default_transaction_read_only=on -c statement_timeout={_SECONDS}s"


def file_of(given: str) -> Path | None:
    """The file of a SQLite database; None for a server. Raises UnreadableDatabase."""
    url = read_url(given)
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


def place_of(given: str) -> str:
    """The database in words, no password in them."""
    return place(read_url(given))


@asynccontextmanager
async def opened(given: str) -> AsyncIterator[AsyncSession]:
    """One transaction that can only read. Raises UnreadableDatabase, also for a file that is not there."""
    url = read_url(given)
    file = file_of(given)
    options: dict[str, Any] = {"connect_timeout": _SECONDS, "application_name": "afterhour-doctor"}
    if file is None:
        options["options"] = _OPTIONS
    else:
        url, options = await asyncio.to_thread(_read_only, url, file), {"timeout": _SECONDS}
    engine = create_async_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=options)
    if file is not None:
        event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    try:
        async with AsyncSession(engine) as session:
            yield session
    except (SQLAlchemyError, OSError) as error:
        raise unreadable(read_url(given), error) from None
    finally:
        await engine.dispose()


async def version(session: AsyncSession) -> str:
    """Name and version, such as `SQLite 3.45.1`."""
    if _on_sqlite(session):
        return f"SQLite {await session.scalar(text('SELECT sqlite_version()'))}"
    number = str(await session.scalar(text("SHOW server_version")))
    return f"PostgreSQL {number.partition(' ')[0]}"


async def size(session: AsyncSession) -> int:
    """In bytes."""
    pages = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    whole = "SELECT pg_database_size(current_database())"
    return int(await session.scalar(text(pages if _on_sqlite(session) else whole)) or 0)


async def missing(session: AsyncSession, given: str) -> str | None:
    """The newest migration where the database lacks it. Raises UnreadableDatabase for one that is too new."""
    return await session.run_sync(lambda sync: lacking(sync.connection(), read_url(given)))


async def sealed(session: AsyncSession) -> bool:
    """Whether anything is stored that only a key opens."""
    return await session.scalar(select(DataKey.id).limit(1)) is not None


async def unopened(session: AsyncSession, vault: Vault) -> list[str]:
    """Ids of wrapping keys that the vault lacks; one data key is tried of each."""
    newest = select(func.max(DataKey.id)).group_by(DataKey.kek_id)
    closed = []
    for row in await session.scalars(select(DataKey).where(DataKey.id.in_(newest)).order_by(DataKey.kek_id)):
        try:
            vault.unwrap(row.wrapped, row=row.id, therapist_id=row.therapist_id, client_id=row.client_id)
        except CannotOpen:
            closed.append(row.kek_id)
    return closed


def _on_sqlite(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _read_only(url: URL, file: Path) -> URL:
    """`immutable` leaves no `-wal` behind where there is none; where there is one, it has to be read."""
    how = {"mode": "ro", "uri": "true"}
    if not file.with_name(f"{file.name}-wal").exists():
        how["immutable"] = "1"
    return url.set(database=f"file:{quote(str(file.resolve()))}", query=how)
