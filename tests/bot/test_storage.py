"""While the database takes nothing in: nobody sees a tick, everybody is told once, and reads go on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.sandbox import Fault
from db.engine import Database
from db.models import Answer, AskedQuestion, Message, Note
from tests.bot.make import until
from tests.handlers.checkin_make import asked_now, choices
from tests.handlers.digest_make import FRIDAY, leap, look_back
from tests.handlers.look import kept, rows
from tests.make import planned, settled_in
from tests.stage import JONAS, MARA, Chat, Stage, staged
from tests.trouble import refusing, stopped

NOT_SAVED = "Not saved yet"


@pytest.fixture
async def stage(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """A running bot that does not wait for long when somebody else holds its file."""
    monkeypatch.setattr("db.connections.BUSY_SECONDS", 1)
    database = Database(database_url)
    async with staged(database) as stage:
        yield stage
    await database.close()


@pytest.fixture
async def mara(stage: Stage) -> Chat:
    return await settled_in(stage.chat())


def lines(chat: Chat) -> list[str]:
    """The bot's bubbles that say something is not saved."""
    return [bubble["text"] for bubble in chat.bubbles() if NOT_SAVED in str(bubble["text"])]


def boxes(stage: Stage) -> list[str]:
    """The boxes that said so to a press."""
    said = [data.get("text") or "" for method, data in stage.sandbox.calls if method == "answerCallbackQuery"]
    return [text for text in said if NOT_SAVED in text]


async def test_a_tap_shows_no_tick_before_it_is_stored_and_counts_once_when_it_is(
    stage: Stage, mara: Chat
) -> None:
    question = await asked_now(stage, mara)
    before = len(await rows(stage, Answer))
    with refusing(stage.database):
        stage.sandbox.press(MARA, question["id"], choices(question)[3])
        await until(lambda: len(boxes(stage)) == 1, 10)
        assert mara.bubble(question["id"]) == question
        assert lines(mara) == []
        assert len(await rows(stage, Answer)) == before
    await stage.settle()
    assert mara.bubble(question["id"])["text"] != question["text"]
    assert len(await rows(stage, Answer)) == before + 1
    assert len(boxes(stage)) == 1


async def test_what_was_typed_is_said_to_wait_once_and_taken_in_order(stage: Stage, mara: Chat) -> None:
    with refusing(stage.database):
        for text in ("I let the silence run.", "And it came."):
            stage.sandbox.say(MARA, text)
        await until(lambda: len(lines(mara)) == 1, 10)
        await asyncio.sleep(2)
        assert len(lines(mara)) == 1
        assert not any(message["reaction"] for message in mara.everything())
    await stage.settle()
    assert await kept(stage) == ["I let the silence run.", "And it came."]
    assert len(await rows(stage, Note)) == 2
    assert lines(mara) == []


async def test_reads_go_on_also_for_somebody_whose_answer_waits(stage: Stage, mara: Chat) -> None:
    question = await asked_now(stage, mara)
    asked = {button["text"]: button["data"] for row in question["keyboard"] for button in row}
    with refusing(stage.database):
        stage.sandbox.press(MARA, question["id"], choices(question)[3])
        await until(lambda: len(boxes(stage)) == 1, 10)
        before = len(mara.bubbles())
        for text in ("/today", "Today", "/help", "/privacy", "/settings"):
            stage.sandbox.say(MARA, text)
        stage.sandbox.press(MARA, question["id"], asked["Why this?"])
        await until(lambda: len(mara.bubbles()) == before + 5, 10)
        await until(lambda: mara.toast().get("text") is not None and NOT_SAVED not in mara.toast()["text"])
        assert "Oak" in mara.bubbles()[before]["text"]
        assert mara.bubble(question["id"]) == question
        assert lines(mara) == []
    await stage.settle()
    assert mara.bubble(question["id"])["text"] != question["text"]
    shown = {bubble["id"] for bubble in mara.bubbles()}
    noted = {message.message_id for message in await rows(stage, Message)}
    assert shown <= noted, "what went out meanwhile is known once the database is back"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_server_that_is_stopped_is_said_once_to_each_chat_and_all_is_taken_later(
    stage: Stage, mara: Chat
) -> None:
    jonas = await settled_in(stage.chat(JONAS))
    with stopped(stage.database):
        stage.sandbox.say(MARA, "I let the silence run.")
        stage.sandbox.say(MARA, "/today")
        stage.sandbox.say(JONAS, "/today")
        await until(lambda: (len(lines(mara)), len(lines(jonas))) == (1, 1), 20)
        await stage.app.bell.ring()
    await stage.settle()
    assert await kept(stage) == ["I let the silence run."]
    assert (lines(mara), lines(jonas)) == ([], [])
    assert jonas.text.startswith("No sessions noted today")


async def test_a_digest_can_be_opened_meanwhile(stage: Stage, mara: Chat) -> None:
    await look_back(mara)
    await leap(stage, FRIDAY)
    closed = mara.last
    assert mara.has("Open")
    with refusing(stage.database):
        stage.sandbox.press(MARA, closed["id"], closed["keyboard"][0][0]["data"])
        await until(lambda: mara.bubble(closed["id"])["text"] != closed["text"], 10)
    assert boxes(stage) == []


async def test_a_stranger_who_agrees_meanwhile_is_not_told_to_begin_anew(stage: Stage) -> None:
    chat = stage.chat()
    await chat.say("/start")
    agree = next(b["data"] for row in chat.last["keyboard"] for b in row if b["text"] == "I agree")
    with refusing(stage.database):
        stage.sandbox.press(MARA, chat.last["id"], agree)
        stage.sandbox.say(MARA, "London")
        stage.sandbox.say(MARA, "/help")
        await until(lambda: "/checkin" in chat.text, 10)
        assert len(chat.bubbles()) == 2
    await stage.settle()
    assert chat.text == "When shall I ask?"


async def test_what_is_due_goes_out_only_once_its_claim_is_stored_and_then_once(
    stage: Stage, mara: Chat
) -> None:
    await planned(mara, "Oak 9:00")
    before = len(mara.bubbles())
    with refusing(stage.database):
        stage.sandbox.freeze(stage.now.replace(hour=10, minute=30))
        for _ in range(2):
            await stage.app.bell.ring()
        assert len(mara.bubbles()) == before
    await stage.settle()
    assert len(mara.bubbles()) == before + 1
    assert "once more" not in mara.text


async def test_a_question_whose_message_could_not_be_noted_does_not_come_twice(
    stage: Stage, mara: Chat
) -> None:
    await planned(mara, "Oak 9:00")
    before = len(mara.bubbles())
    stage.sandbox.freeze(stage.now.replace(hour=10, minute=30))
    stage.sandbox.faults.order(Fault(method="sendMessage", delay=1.0))
    ringing = asyncio.create_task(stage.app.bell.ring())
    await until(lambda: stage.sandbox.calls[-1][0] == "sendMessage")
    with refusing(stage.database):
        await until(lambda: len(mara.bubbles()) == before + 1)
        await until(lambda: len(stage.app.services.owed) == 1, 10)
    await ringing
    await leap(stage, stage.now.replace(minute=40))
    assert len(mara.bubbles()) == before + 1
    asked = (await rows(stage, AskedQuestion))[-1]
    assert asked.message_id == mara.last["id"]
