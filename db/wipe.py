"""Starting over, for the sandbox: every row goes, the tables stay."""

from __future__ import annotations

from sqlalchemy import delete

from db.engine import Database
from db.models import Base


async def wipe(database: Database) -> None:
    """Empty every table."""
    async with database.write() as session:
        for table in reversed(Base.metadata.sorted_tables):
            await session.execute(delete(table))
    await database.scrub()
