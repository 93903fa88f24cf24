"""Where most tests of conversations begin: Mara's first minute, played once and laid out for each of them."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, delete, select, text

from bot.sandbox import Sandbox
from db.engine import Database
from db.models import Base
from db.vault import Vault, new_data_key
from tests.drawn import Drawn
from tests.make import settled_in
from tests.stage import MONDAY, TOKEN, staged


@dataclass(frozen=True, slots=True)
class Begun:
    """What a stage was left with: its database, its chats, and the vault that fits the former."""

    file: Path
    chats: Path
    vault: Vault

    def sandbox(self) -> Sandbox:
        """A sandbox with these chats; what happens in it from here on is not kept."""
        sandbox = Sandbox(token=TOKEN, start=MONDAY, page=False, store=self.chats)
        sandbox.world.store.close()
        return sandbox

    def rows(self) -> dict[str, Sequence[Any]]:
        """Every row, by table."""
        engine = create_engine(f"sqlite:///{self.file}")
        with engine.connect() as connection:
            found = {
                table.name: connection.execute(select(table)).mappings().all()
                for table in Base.metadata.sorted_tables
            }
        engine.dispose()
        return {name: rows for name, rows in found.items() if rows}


def begin(template: Path, folder: Path) -> Begun:
    """Play the first minute, in a copy of an empty database."""
    file = folder / "afterhour.db"
    shutil.copyfile(template, file)
    begun = Begun(file, folder / "chats", Vault([new_data_key()]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("db.therapists.secrets", Drawn("the first minute"))
        asyncio.run(_play(begun))
    return begun


async def _play(begun: Begun) -> None:
    database = Database(f"sqlite:///{begun.file}")
    sandbox = Sandbox(token=TOKEN, start=MONDAY, page=False, store=begun.chats)
    async with staged(database, vault=begun.vault, sandbox=sandbox) as stage:
        await settled_in(stage.chat())
    await database.close()


class Slate:
    """One PostgreSQL database for one test after the other: wiping it takes a fiftieth of making another."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine: Engine = create_engine(url, isolation_level="AUTOCOMMIT")

    def wipe(self, begun: Begun | None) -> None:
        """Cut off whoever is still there; then no rows, or those of the first minute."""
        tables = Base.metadata.sorted_tables
        with self._engine.connect() as connection:
            connection.execute(text(_CUT_OFF))
            for table in reversed(tables):
                connection.execute(delete(table))
            rows = begun.rows() if begun else {}
            for table in tables:
                if table.name in rows:
                    connection.execute(table.insert(), [dict(row) for row in rows[table.name]])

    def close(self) -> None:
        self._engine.dispose()


_CUT_OFF = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
