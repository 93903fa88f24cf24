"""Builders for tests of digests: days that pass at once, sessions looked back on, what is stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from db.models import Client, Digest
from tests.handlers.settings_make import row_of
from tests.make import just_finished
from tests.stage import Bubble, Chat, Stage, buttons

FRIDAY = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)  # of the week in which the stage begins
WEEK = timedelta(days=7)
LINE = "I let the silence run, and it came."


async def leap(stage: Stage, moment: datetime) -> None:
    """Be there at once. Nothing happens on the way; what fell due in between is looked at on arrival."""
    await stage.leap(moment)


def open_question(chat: Chat) -> Bubble | None:
    """The newest question that waits for an answer."""
    return next((b for b in reversed(chat.bubbles()) if "Skip" in [x["text"] for x in buttons(b)]), None)


async def answer(chat: Chat, *, rating: str = "4", line: str = LINE) -> str | None:
    """Answer what is open: the rating, the line, or the first choice. Its text; None: nothing is open."""
    question = open_question(chat)
    if question is None:
        return None
    offered = {b["text"]: b["data"] for b in buttons(question) if b["data"].startswith("answer:")}
    if offered:
        await chat.press(question["id"], offered.get(rating, next(iter(offered.values()))))
    else:
        await chat.say(line, reply_to=question["id"])
    return str(question["text"])


async def look_back(chat: Chat, code: str = "Oak", *, rating: str = "4", line: str = LINE) -> list[str]:
    """A session that just ended, looked back on at once. Returns the questions as they were shown."""
    await just_finished(chat, code)
    await chat.tap("Now")
    asked: list[str] = []
    while (text := await answer(chat, rating=rating, line=line)) is not None:
        asked.append(text)
    return asked


async def write_line(chat: Chat, text: str, code: str = "Oak") -> int:
    """A line that nothing asked for, given to a client. Returns the message's id."""
    message = await chat.say(text)
    await chat.tap(code)
    return message


async def to_friday(stage: Stage, chat: Chat, friday: datetime = FRIDAY) -> Bubble:
    """Be there when the digest comes, and open it. Returns the bubble."""
    await leap(stage, friday)
    await chat.tap("Open", on=chat.last["id"])
    return chat.last


async def digests_of(stage: Stage, chat: Chat) -> list[Digest]:
    """The digests as they are stored, oldest first."""
    me = await row_of(stage, chat)
    async with stage.database.read() as session:
        found = await session.scalars(select(Digest).where(Digest.therapist_id == me.id).order_by(Digest.id))
        return list(found)


async def set_digest(stage: Stage, chat: Chat, **columns: Any) -> None:
    """Put values into the newest digest's row."""
    newest = (await digests_of(stage, chat))[-1].id
    async with stage.database.write() as session:
        row = await session.get_one(Digest, newest)
        for name, value in columns.items():
            setattr(row, name, value)


async def set_newest_client(stage: Stage, status: str) -> None:
    """The client made last is at rest now, or at work again."""
    async with stage.database.write() as session:
        client = (await session.scalars(select(Client).order_by(Client.id.desc()).limit(1))).one()
        client.status = status


def data_of(bubble: Bubble, label: str) -> str:
    """What a button says to the bot."""
    return next(b["data"] for b in buttons(bubble) if b["text"] == label)


def closed_ones(chat: Chat) -> list[Bubble]:
    """Digests that arrived and were not opened."""
    return [b for b in chat.bubbles() if str(b["text"]).endswith("Your week is ready.")]
