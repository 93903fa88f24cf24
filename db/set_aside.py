"""Updates that could not be handled: kept sealed for seven days, then gone."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from db.engine import Session
from db.ids import new_id
from db.models import SetAside
from db.vault import CannotOpen, Vault

KEPT_FOR = timedelta(days=7)
AT_ONCE = 20  # opened


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


async def of_person(session: Session, vault: Vault, bot_id: int, telegram_id: int) -> list[SetAside]:
    """What was set aside of one person. Whose an update is stands sealed in it, so each is opened.

    A few at a time: there may be many, and large ones.
    """
    of_bot = select(SetAside).where(SetAside.bot_id == bot_id).order_by(SetAside.id).limit(AT_ONCE)
    found: list[SetAside] = []
    last = 0
    while some := list(await session.scalars(of_bot.where(SetAside.id > last))):
        last = some[-1].id
        for row in some:
            if _is_of(open_update(vault, row), telegram_id):
                found.append(row)
            else:
                session.expunge(row)
    return found


def open_update(vault: Vault, row: SetAside) -> dict[str, Any]:
    """The raw update; an empty one if the key that sealed it is gone."""
    try:
        text = vault.open_system(row.update_sealed, table="set_aside", row=row.id, column="update_sealed")
    except CannotOpen:
        return {}
    found: dict[str, Any] = json.loads(text)
    return found


def _is_of(raw: Any, telegram_id: int) -> bool:
    """Whether a person caused this update, of any kind and however malformed: it may be here for just that.

    The sender stands one level down; so does the chat (a private one has its person's id), or two levels
    down, in the message that a pressed button stood under.
    """
    for part in _objects(raw):
        places = (part, part.get("message"))
        whose = (place.get(name) for place in places if isinstance(place, dict) for name in ("from", "chat"))
        if any(isinstance(one, dict) and one.get("id") == telegram_id for one in whose):
            return True
    return False


def _objects(raw: Any) -> list[dict[str, Any]]:
    return [part for part in raw.values() if isinstance(part, dict)] if isinstance(raw, dict) else []
