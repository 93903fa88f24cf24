"""Mara with a calendar: her titles mapped, her sessions noted; and what stands in the rows."""

from __future__ import annotations

from sqlalchemy import select

from db.models import Appointment
from tests.practice import practice
from tests.stage import Chat, Stage


async def mapped(mara: Chat) -> None:
    """Anna is Oak, Bert is River, the staff meeting is no session; all is right."""
    await mara.tap("Oak")
    for word in ("Not a session", "River"):
        if mara.has(word):
            await mara.tap(word)
        else:
            await mara.tap("Type a word")
            await mara.say(word)
    await mara.tap("Right")


async def sent(mara: Chat, body: bytes | None = None) -> None:
    await mara.send_file("practice.ics", practice() if body is None else body)


async def sessions(stage: Stage) -> list[tuple[str, str, str]]:
    """When, how long and in what state, in order of time."""
    async with stage.database.read() as session:
        found = await session.scalars(select(Appointment).order_by(Appointment.starts_at))
        return [
            (f"{one.starts_at:%d %H:%M}", f"{(one.ends_at - one.starts_at).seconds // 60}", one.status)
            for one in found
        ]
