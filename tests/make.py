"""Builders with defaults for tests of the whole bot: people in the middle of things."""

from __future__ import annotations

from tests.stage import Chat


async def settled_in(chat: Chat, *, city: str = "London", rhythm: str = "After each session") -> Chat:
    """Through the first minute: consent, zone, rhythm, the first question."""
    await chat.say("/start")
    await chat.tap("I agree")
    await chat.say(city)
    await chat.tap(rhythm)
    question = next(bubble for bubble in reversed(chat.bubbles()) if bubble["keyboard"])
    await chat.press(question["id"], question["keyboard"][0][0]["data"])
    return chat


async def planned(chat: Chat, line: str) -> int:
    """Plan in one line, and say that it is right; returns the line's message id."""
    typed = await chat.say(line)
    if chat.has("Right"):
        await chat.tap("Right", on=chat.last["id"])
    return typed


async def just_finished(chat: Chat, code: str = "Oak") -> Chat:
    """Tell of a session that has just ended."""
    await chat.say("Just finished")
    if not chat.has(code):
        if chat.has("Somebody new"):
            await chat.tap("Somebody new")
        if not chat.has(code):
            await chat.say(code)
            return chat
    await chat.tap(code)
    return chat
