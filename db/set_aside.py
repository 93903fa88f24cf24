"""Updates that could not be handled: kept sealed for seven days, then gone."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from db.engine import Session
from db.ids import new_id
from db.models import SetAside
from db.vault import Vault

KEPT_FOR = timedelta(days=7)


async def keep(
    session: Session, vault: Vault, bot_id: int, raw: dict[str, Any], cause: str, now: datetime
) -> None:
    """Seal an update away; the same update again changes nothing. `cause` is an exception's class name."""
    update_id = int(raw.get("update_id", 0))
    known = select(SetAside.id).where(SetAside.bot_id == bot_id, SetAside.update_id == update_id)
    if await session.scalar(known) is not None:
        return
    row = new_id(now)
    sealed = vault.seal_system(json.dumps(raw), table="set_aside", row=row, column="update_sealed")
    session.add(
        SetAside(
            id=row, bot_id=bot_id, update_id=update_id, cause=cause[:64], update_sealed=sealed,
            at=now, expires_at=now + KEPT_FOR,
        )
    )  # fmt: skip


async def any_expired(session: Session, now: datetime) -> bool:
    return await session.scalar(select(SetAside.id).where(SetAside.expires_at <= now).limit(1)) is not None


async def drop_expired(session: Session, now: datetime) -> None:
    await session.execute(delete(SetAside).where(SetAside.expires_at <= now))
