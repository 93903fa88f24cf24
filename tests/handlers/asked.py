"""Questions of a certain kind, put now: the rotation's choice of kinds is replaced for a test."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from prompts.questions.kinds import MOMENT, PULSE
from tests.make import just_finished
from tests.stage import Chat

Ask = Callable[[Chat], Awaitable[int]]


async def ask(chat: Chat, monkeypatch: pytest.MonkeyPatch, kind: str, code: str = "Oak") -> int:
    """A session has just ended, and a question of this kind is asked now; returns its message's id."""
    monkeypatch.setattr("handlers.asking.wanted_kinds", lambda *_args, **_more: frozenset({kind}))
    await just_finished(chat, code)
    await chat.tap("Now")
    return int(chat.last["id"])


@pytest.fixture
def in_words(monkeypatch: pytest.MonkeyPatch) -> Ask:
    """`await in_words(mara)`: a question that wants a line."""

    async def put(chat: Chat) -> int:
        return await ask(chat, monkeypatch, MOMENT)

    return put


@pytest.fixture
def in_numbers(monkeypatch: pytest.MonkeyPatch) -> Ask:
    """`await in_numbers(mara)`: a pulse."""

    async def put(chat: Chat) -> int:
        return await ask(chat, monkeypatch, PULSE)

    return put
