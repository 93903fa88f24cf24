"""Builders for tests of the day's and the week's card: a session's screen, opened as a person would."""

from __future__ import annotations

from db.models import Appointment
from tests.handlers.checkin_make import data
from tests.handlers.look import rows
from tests.stage import Bubble, Chat, Stage, buttons


async def screen(chat: Chat, session: str = "14:00 Oak") -> Bubble:
    """The session's screen on today's card."""
    await chat.say("/today")
    await chat.tap(session, on=chat.last["id"])
    return chat.last


async def moved(chat: Chat, to: str, session: str = "14:00 Oak") -> Bubble:
    """Moved by a tap: `await moved(mara, "Fri 14:00")`; returns the card."""
    shown = await screen(chat, session)
    await chat.tap("Move", on=shown["id"])
    await chat.tap(to, on=shown["id"])
    return chat.bubble(shown["id"])


async def twice(chat: Chat, shown: Bubble, label: str) -> None:
    """The same button, pressed twice."""
    pressed = data(chat.bubble(shown["id"]), label)
    for _ in range(2):
        await chat.press(shown["id"], pressed)


async def spans(stage: Stage) -> list[str]:
    """When sessions are, and what became of them: `Mon 14:00-14:50 planned`."""
    found = await rows(stage, Appointment)
    return [f"{one.starts_at:%a %H:%M}-{one.ends_at:%H:%M} {one.status}" for one in found]


def all_data(chat: Chat) -> set[str]:
    """Whatever the buttons that this chat shows would send."""
    return {button["data"] for bubble in chat.bubbles() for button in buttons(bubble)}
