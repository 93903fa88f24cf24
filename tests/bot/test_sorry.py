"""What is said once an update is given up: a message can be sent once more, a button tapped once more."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from telegram import Update

from bot.sorry import Sorry
from db.engine import Database
from tests.handlers.checkin_make import data
from tests.handlers.look import SQLITE
from tests.make import just_finished, settled_in
from tests.stage import Chat, Stage, staged

pytestmark = pytest.mark.parametrize("database_url", SQLITE, indirect=True)


@pytest.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    database = Database(database_url)
    async with staged(database) as stage:
        yield stage
    await database.close()


@pytest.fixture
async def mara(stage: Stage) -> Chat:
    return await settled_in(stage.chat())


async def given_up(stage: Stage, chat: Chat, press: str | None = None) -> str:
    """What the person reads for a message, or for the press of a button."""
    sorry = Sorry(stage.app.bot, stage.app.services)
    message = {"message_id": chat.last["id"], "date": 0, "chat": {"id": chat.person, "type": "private"}}
    who = {"id": chat.person, "is_bot": False, "first_name": "Mara"}
    raw: dict[str, object] = {"update_id": 1, "message": message | {"from": who, "text": "A line."}}
    if press is not None:
        call = {"id": "1", "from": who, "chat_instance": "1", "message": message, "data": press}
        raw = {"update_id": 1, "callback_query": call}
    update = Update.de_json(raw, stage.app.bot)
    await sorry.set_aside(update)
    return str(chat.text)


async def test_a_message_is_above_still_and_can_be_sent_once_more(mara: Chat, stage: Stage) -> None:
    said = await given_up(stage, mara)
    assert said.startswith("Not saved: something went wrong on my side. Your message is still above")


async def test_a_tap_is_not_called_a_message(mara: Chat, stage: Stage) -> None:
    await just_finished(mara)
    said = await given_up(stage, mara, press=data(mara.last, "Now"))
    assert said == "Not saved: something went wrong on my side. Please tap it once more."
