"""Each fault that is not a death: it comes, something is said or falls due meanwhile, it goes."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.sandbox import Fault
from handlers.keyboards import pack
from tests.faults.bot import MISTAKE, READ_SECONDS
from tests.faults.people import Act
from tests.faults.storage import A_WHILE, POSTGRESQL, SQLITE
from tests.faults.story import Hindrance, Story

SPEAKING = ("sendMessage", "editMessageText", "answerCallbackQuery", "setMessageReaction", "deleteMessages")


def _ordered(**fault: Any) -> Hindrance:
    """With the next call of each method that speaks to people, and with one poll."""

    async def hindered(story: Story, act: Act) -> None:
        for method in (*SPEAKING, "getUpdates"):
            story.telegram.sandbox.faults.order(Fault(method=method, **fault))
        act()
        await story.rest()

    return hindered


async def timeout_before(story: Story, act: Act) -> None:
    """Telegram takes its time, and is not waited for; the effect comes after all, well within a lease."""
    story.telegram.sandbox.faults.order(Fault("sendMessage", delay=READ_SECONDS + 0.3))
    act()
    await story.rest()
    await asyncio.sleep(0.6)


async def timeout_after(story: Story, act: Act) -> None:
    """Telegram does what it is asked, and is not heard of."""
    story.telegram.slow = READ_SECONDS + 0.3
    act()
    await asyncio.sleep(READ_SECONDS + 0.3)
    story.telegram.slow = 0.0
    await story.rest()


async def network_gone(story: Story, act: Act) -> None:
    await story.telegram.vanish()
    act()
    await asyncio.sleep(A_WHILE)
    await story.telegram.come_back()


async def poison(story: Story, act: Act) -> None:
    """A handler fails each time; the same person's next act, and everybody else's, is not stopped by it."""
    one = story.people[0]
    one.press(one.bubbles()[0], pack(MISTAKE))
    act()
    await story.rest()
    if not any("something went wrong on my side" in b["text"] for b in one.bubbles()[:12]):
        story.counts.lost.append("the line to whom the poison came from")


async def misshapen(story: Story, act: Act) -> None:
    """What is no update at all."""
    whose = story.people[0].person
    for payload in ({}, {"text": story.people[0].line(), "chat": []}, {"from": whose.user() | {"id": {}}}):
        story.telegram.sandbox.world.updates.add("message", payload)
    act()


async def said_again(story: Story, act: Act) -> None:
    """The newest updates once more, as Telegram does where it did not hear that they had come."""
    act()
    await story.rest()
    await story.bot.kill()
    story.telegram.book.reborn()
    story.telegram.say_again()
    await story.bot.start()


TELEGRAM: tuple[tuple[str, Hindrance], ...] = (
    ("5xx", _ordered(code=502)),
    ("HTML in place of JSON", _ordered(code=503, html=True)),
    ("429", _ordered(code=429, retry_after=1)),
    ("cut off before the effect", _ordered(drop="before")),
    ("cut off after the effect", _ordered(drop="after")),
    ("timeout before the effect", timeout_before),
    ("timeout after the effect", timeout_after),
    ("network gone", network_gone),
    ("poison", poison),
    ("misshapen updates", misshapen),
    ("updates once more", said_again),
)


def for_database(url: str) -> list[tuple[str, Hindrance]]:
    """All that apply."""
    return [*TELEGRAM, *(SQLITE if url.startswith("sqlite") else POSTGRESQL)]
