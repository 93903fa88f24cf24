"""A bot's home for the doctor to look at, and what is stored in it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.doctor.findings import Finding
from db import keys
from db.engine import Database
from db.models import Heartbeat
from db.vault import Vault
from tests.db.make import therapist

BOT = 8095
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def about(what: str, findings: list[Finding]) -> Finding:
    return next(found for found in findings if found.about == what)


async def beat(database: Database, at: datetime) -> None:
    """The bot looked for what is due."""
    async with database.write() as session:
        session.add(Heartbeat(bot_id=BOT, started_at=at, at=at))


async def something_sealed(database: Database, key: Path) -> Vault:
    """A therapist with a data key, wrapped by a key in a new file."""
    vault = Vault.create(key)
    async with database.write() as session:
        session.add(mara := therapist(bot_id=BOT))
        await session.flush()
        await keys.data_key(session, vault, mara.id, None, NOW)
    return vault


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file's bytes and the time it was changed."""
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
