"""Discreet on a hard day: what tells of it closes like the rest, opens again as it was, and names nobody."""

from __future__ import annotations

import pytest

from db.models import Client
from tests.handlers.asked import Ask, in_numbers, in_words
from tests.handlers.checkin_make import data, go, waiting
from tests.handlers.clients_make import tell
from tests.handlers.discreet_make import CLOSED, GONE, discreet, five_minutes_after, hidden, is_closed
from tests.handlers.look import SQLITE, rows
from tests.handlers.settings_make import set_row
from tests.handlers.test_alarm import FIRST_ROW, LINE, SAVED
from tests.handlers.test_contacts import CARD, MINE, with_contacts
from tests.handlers.test_hard import KIND
from tests.make import just_finished
from tests.stage import Chat, Stage

__all__ = ["in_numbers", "in_words"]  # fixtures
sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
REMINDER = SAVED.removeprefix("Saved. ")
UNDER = [["Take to supervision", "My contacts"], ["Ask about them again", "Undo"]]


@pytest.fixture
async def mara(mara: Chat) -> Chat:
    return await discreet(mara)


async def hard_one(stage: Stage, mara: Chat) -> int:
    """A hard session with Oak; returns the kind line's message."""
    await five_minutes_after(stage, mara)
    await mara.tap("Open")
    await mara.tap("Hard one")
    return int(mara.last["id"])


async def quiet(stage: Stage) -> bool:
    (oak,) = await rows(stage, Client)
    return oak.hushed_at is not None


async def test_the_kind_line_closes_and_opens_as_it_was(stage: Stage, mara: Chat) -> None:
    line = await hard_one(stage, mara)
    await go(stage, minutes=9, seconds=59)
    assert mara.bubble(line)["text"] == KIND
    await go(stage, seconds=1)
    assert is_closed(mara.bubble(line), CLOSED)
    await mara.tap("Open", on=line)
    assert (mara.bubble(line)["text"], mara.labels(mara.bubble(line))) == (KIND, UNDER)
    assert hidden(mara.bubble(line)) == ["Oak"]
    await mara.tap("Undo", on=line)
    assert not await quiet(stage)


@sqlite
async def test_of_two_hard_ones_the_later_taken_back_leaves_the_quiet(
    stage: Stage, mara: Chat, in_numbers: Ask
) -> None:
    await set_row(stage, mara, questions=1)
    first = await in_numbers(mara)
    await mara.tap("2")
    await go(stage, hours=2)
    await hard_one(stage, mara)
    await mara.tap("Open", on=first)
    await mara.tap("Hard one", on=first)
    line = mara.last["id"]
    await go(stage, minutes=10)
    await mara.tap("Open", on=line)
    await mara.tap("Undo", on=line)
    assert await quiet(stage)
    await go(stage, minutes=10)
    await mara.tap("Open", on=line)
    assert mara.bubble(line)["text"] == "Undone. It counts like any other."


async def test_the_reminder_about_danger_closes_and_is_found_again(
    stage: Stage, mara: Chat, in_words: Ask
) -> None:
    await in_words(mara)
    await mara.say(LINE)
    reminder = mara.last["id"]
    await go(stage, minutes=10)
    assert is_closed(mara.bubble(reminder), CLOSED)
    await mara.tap("Open", on=reminder)
    assert mara.bubble(reminder)["text"] == SAVED
    assert mara.labels(mara.bubble(reminder)) == [FIRST_ROW, ["Next question"]]
    await mara.tap("Next question", on=reminder)
    assert len(waiting(mara)) == 1
    await go(stage, minutes=10)
    await mara.tap("Open", on=reminder)
    assert mara.labels(mara.bubble(reminder)) == [FIRST_ROW]


@sqlite
async def test_it_is_found_again_even_after_its_answer_was_deleted(
    stage: Stage, mara: Chat, in_words: Ask
) -> None:
    question = await in_words(mara)
    await mara.say(LINE)
    reminder = mara.last["id"]
    await mara.tap("Delete", on=question)
    await go(stage, minutes=10)
    await mara.tap("Open", on=reminder)
    assert (mara.bubble(reminder)["text"], mara.labels(mara.bubble(reminder))) == (REMINDER, [FIRST_ROW])


@sqlite
async def test_under_a_line_it_closes_as_well(stage: Stage, mara: Chat) -> None:
    await mara.say(LINE)
    reminder = mara.last["id"]
    await go(stage, minutes=10)
    assert is_closed(mara.bubble(reminder), CLOSED)
    await mara.tap("Open", on=reminder)
    assert mara.labels(mara.bubble(reminder)) == [FIRST_ROW, ["Move", "Delete"]]


async def test_contacts_close_and_open_again(stage: Stage, mara: Chat) -> None:
    await with_contacts(mara)
    card = mara.last["id"]
    await go(stage, minutes=10)
    assert is_closed(mara.bubble(card), CLOSED)
    assert MINE not in str(mara.bubbles())
    await mara.tap("Open", on=card)
    assert mara.bubble(card)["text"] == CARD
    await go(stage, minutes=10)
    assert is_closed(mara.bubble(card), CLOSED)


@sqlite
async def test_words_about_danger_typed_as_contacts_close_with_them(stage: Stage, mara: Chat) -> None:
    await mara.say("/settings")
    await mara.tap("My contacts")
    await mara.say(LINE)
    reminder, card = (bubble["id"] for bubble in mara.bubbles()[-2:])
    await go(stage, minutes=10)
    assert is_closed(mara.bubble(reminder), CLOSED)
    assert is_closed(mara.bubble(card), CLOSED)
    await mara.tap("Open", on=reminder)
    assert (mara.bubble(reminder)["text"], mara.labels(mara.bubble(reminder))) == (REMINDER, [FIRST_ROW])


@sqlite
@pytest.mark.parametrize(
    ("command", "said", "ways"), [("/clients", GONE, []), ("/today", CLOSED, [["Open"]])]
)
async def test_a_card_that_names_somebody_closes_though_its_buttons_do_not(
    stage: Stage, mara: Chat, command: str, said: str, ways: list[list[str]]
) -> None:
    await just_finished(mara, "Oak")
    await mara.say(command)
    card = mara.last["id"]
    assert "Oak" in hidden(mara.last)
    await go(stage, minutes=10)
    assert (mara.bubble(card)["text"], mara.labels(mara.bubble(card))) == (said, ways)


@pytest.mark.parametrize(
    ("state", "said"),
    [("On hold", "I ask nothing about this client for now. /clients changes that."),
     ("Died", "I ask nothing more about this client.")],
)  # fmt: skip
async def test_what_shows_above_the_chat_names_nobody(
    stage: Stage, mara: Chat, state: str, said: str
) -> None:
    await just_finished(mara, "Oak")
    now = data(mara.last, "Now")
    await mara.say("/checkin")
    about = data(mara.last, "Oak")
    await set_row(stage, mara, discreet=False)
    await tell(mara, state)
    await discreet(mara)
    for pressed in (now, about):
        await mara.press(mara.last["id"], pressed)
        assert mara.toast()["text"] == said
