"""A staged bot for the conversations' tests, on both databases, and a therapist who is past the first minute."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from db.engine import Database
from tests.make import settled_in
from tests.stage import Chat, Stage, staged


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A running bot that nobody has written to."""
    async with staged(database) as stage:
        yield stage


@pytest.fixture
async def mara(stage: Stage) -> Chat:
    """A therapist in London who agreed, chose to be asked after each session, and answered the first question."""
    return await settled_in(stage.chat())
