"""A running sandbox with people who have already written, and a client for its HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.sandbox import Sandbox
from tests.sandbox.make import TOKEN, Caller, make_sandbox


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A frozen sandbox in memory."""
    sandbox = make_sandbox()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def api(sandbox: Sandbox) -> AsyncIterator[Caller]:
    """Calls the sandbox over HTTP; Mara has begun the chat, and her message is no longer pending."""
    url = await sandbox.start("127.0.0.1", 0)
    sandbox.say(1001, "/start")
    sandbox.world.updates.clear()
    async with Caller(url, TOKEN) as caller:
        yield caller
