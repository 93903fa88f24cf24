"""A staged bot for the tests of conversations, on both databases, and a therapist past the first minute."""

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
    """A therapist in London, past the first minute, to be asked after each session."""
    return await settled_in(stage.chat())
