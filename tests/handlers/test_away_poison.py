"""One therapist whose rows cannot be caught up with keeps nobody else from it, nor the pulse."""

from __future__ import annotations

import pytest

from db.models import Heartbeat
from tests.handlers.checkin_make import on
from tests.handlers.digest_make import look_back
from tests.handlers.look import SQLITE, rows
from tests.handlers.settings_make import set_row
from tests.handlers.test_away import planned, restart
from tests.make import settled_in
from tests.stage import JONAS, Chat, Stage


@pytest.mark.parametrize("database_url", SQLITE, indirect=True)
async def test_a_therapist_who_cannot_be_caught_up_with_stops_nobody_else(stage: Stage, mara: Chat) -> None:
    """A zone, say, that the system has forgotten."""
    jonas = await settled_in(stage.chat(JONAS))
    for chat in (mara, jonas):
        await look_back(chat, "Maple")
        await planned(stage, chat)
    await set_row(stage, mara, zone="Nowhere/Land")
    came = await restart(stage, on(26, "9:30"))
    assert [int(one["chat_id"]) for one in came] == [JONAS]
    assert "I was away" in jonas.text
    assert [one.at for one in await rows(stage, Heartbeat)] == [stage.now]
