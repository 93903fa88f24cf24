"""Builders for tests of /clients: states that are told, and what stands in the rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from db.models import Answer, Appointment, AskedQuestion, Client, Note
from tests.handlers.digest_make import data_of
from tests.handlers.look import rows
from tests.stage import Bubble, Chat, Stage

DIED = "I am sorry. I will ask nothing more. Everything stays as it is."
ON_HOLD = "I will ask nothing about Oak until you say. Everything stays as it is."
AGAIN = "I will ask about Oak again, from the next session on."
QUIET = "I ask nothing about Oak for now. /clients changes that."
QUIET_DIED = "I ask nothing more about Oak."
SAID = {"On hold": ON_HOLD, "Died": DIED}


async def card(chat: Chat, code: str = "Oak") -> Bubble:
    """The client's card, open."""
    await chat.say("/clients")
    await chat.tap(code, on=chat.last["id"])
    return chat.last


async def tell(chat: Chat, what: str, code: str = "Oak") -> Bubble:
    """`await tell(mara, "Died")`: said on the client's card; returns the card's bubble."""
    shown = await card(chat, code)
    await chat.tap(what, on=shown["id"])
    if what == "Died":
        await chat.tap("Yes", on=shown["id"])
    return chat.bubble(shown["id"])


async def yes_of(chat: Chat, code: str = "Oak") -> str:
    """The callback data of [Yes] behind [Died]."""
    shown = await card(chat, code)
    await chat.tap("Died", on=shown["id"])
    yes = data_of(chat.bubble(shown["id"]), "Yes")
    await chat.tap("Back", on=shown["id"])
    return yes


async def hush(stage: Stage, at: datetime | None) -> None:
    """A hard session with every client: nothing is asked until told. None: as before."""
    async with stage.database.write() as session:
        for client in await rows(stage, Client):
            (await session.get_one(Client, client.id)).hushed_at = at


async def kept_rows(stage: Stage) -> list[dict[str, Any]]:
    """Everything that must stay untouched: codes, sessions, answers, lines, questions as they were shown."""
    found: list[dict[str, Any]] = []
    for table in (Client, Appointment, AskedQuestion, Answer, Note):
        for row in await rows(stage, table):
            values = {column.key: getattr(row, column.key) for column in table.__table__.columns}
            for moved in ("status", "state", "held_at") if table in (Client, AskedQuestion) else ():
                values.pop(moved, None)
            found.append(values)
    return found


def mentions(chat: Chat, word: str = "Oak") -> list[str]:
    """What the bot says of them now, in text or on buttons."""
    shown = [(str(b["text"]), str(b["keyboard"])) for b in chat.bubbles()]
    return [text for text, keyboard in shown if word in text or word in keyboard]
