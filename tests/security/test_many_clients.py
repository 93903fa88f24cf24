"""Codes on buttons: many of them hold nobody up, and in a discreet chat none stays in view."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import event

from db import therapists
from db.codes import Codes
from db.engine import Database
from db.sealed import Sealed
from tests.handlers.discreet_make import GONE, discreet
from tests.make import just_finished, settled_in
from tests.stage import MARA, Chat, Stage, staged

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    async with staged(database) as stage:
        yield stage


@pytest.fixture
async def mara(stage: Stage) -> Chat:
    return await settled_in(stage.chat(MARA))


async def make_clients(stage: Stage, number: int) -> None:
    services = stage.app.services
    async with stage.database.write() as session:
        me = await therapists.find(session, services.bot_id, MARA)
        assert me is not None
        codes = Codes(session, Sealed(session, services.vault, me.id, stage.now), me.id)
        for n in range(number):
            await codes.find_or_make(f"C{n}", stage.now)


@pytest.mark.parametrize("said", ["/clients", "C7 14:00"])
async def test_more_clients_are_not_more_queries(stage: Stage, mara: Chat, said: str) -> None:
    """Every query of one therapist's turn is everybody's wait."""
    await make_clients(stage, 60)
    asked: list[object] = []
    event.listen(stage.database.writer.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    await mara.say(said)
    assert "C" in mara.text
    assert 0 < len(asked) < 60


@pytest.mark.parametrize("code", ["Oak", "राम", "ก็ดี", "İz"])
async def test_a_code_on_a_button_closes_in_whatever_script_it_is_written(
    stage: Stage, mara: Chat, code: str
) -> None:
    await just_finished(await discreet(mara), code)
    await stage.wait(minutes=30)
    await mara.say("Just finished")
    assert mara.has(code)
    await stage.wait(minutes=11)
    assert not [bubble for bubble in mara.bubbles() if code in str(bubble["keyboard"])]
    assert GONE in [bubble["text"] for bubble in mara.bubbles()]
