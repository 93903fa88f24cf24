"""Builders for tests of discreet chats: the setting, what went over the wire, closed and opened messages."""

from __future__ import annotations

import html
import re
from typing import Any

from tests.make import just_finished
from tests.stage import Bubble, Chat, Stage

MOMENT = "A moment to look back?"
CLOSED = "Closed again."
GONE = "Closed. You can ask for it again any time."  # what has no [Open]


async def discreet(chat: Chat) -> Chat:
    """The setting, tapped as a person would."""
    await chat.say("/settings")
    await chat.tap("Discreet: off")
    await chat.tap("On")
    return chat


async def five_minutes_after(stage: Stage, chat: Chat, code: str = "Oak") -> Bubble:
    """A session has just ended, and the check-in came by itself."""
    await just_finished(chat, code)
    await stage.wait(minutes=5)
    return chat.last


def is_closed(bubble: Bubble, text: str = MOMENT) -> bool:
    labels = [[button["text"] for button in row] for row in bubble["keyboard"] or []]
    return (bubble["text"], labels) == (text, [["Open"]])


def sent(stage: Stage, method: str = "sendMessage") -> list[dict[str, Any]]:
    """What the bot asked of Telegram so far, as it went over the wire."""
    return [data for name, data in stage.sandbox.calls if name == method]


def is_silent(call: dict[str, Any]) -> bool:
    return str(call.get("disable_notification", "")).lower() == "true"


def in_the_open(markup: str) -> str:
    """The words of a message that stand in no spoiler."""
    return html.unescape(
        re.sub(r"<[^<>]*>", "", re.sub(r"<tg-spoiler>.*?</tg-spoiler>", "", markup, flags=re.S))
    )


def hidden(bubble: Bubble) -> list[str]:
    """What a bubble holds in spoilers, as Telegram parsed it."""
    units = str(bubble["text"]).encode("utf-16-le")
    return [
        units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")
        for e in bubble["entities"]
        if e["type"] == "spoiler"
    ]
