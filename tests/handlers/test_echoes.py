"""What says a session back: its buttons and its promise go once the question has come."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.handlers.look import SQLITE
from tests.make import just_finished, planned, settled_in
from tests.stage import MONDAY, Bubble, Chat, Stage

pytestmark = pytest.mark.parametrize("database_url", SQLITE, indirect=True)


def echo(chat: Chat, bubble: Bubble) -> tuple[str, list[list[str]]]:
    """How this message reads now, and its buttons."""
    now = chat.bubble(bubble["id"])
    return now["text"], chat.labels(now)


async def test_once_the_question_has_come_the_echo_says_who_and_when_alone(mara: Chat, stage: Stage) -> None:
    await just_finished(mara)
    told = mara.last
    assert echo(mara, told) == ("Oak, just finished. I will ask at 9:05.", [["Now", "50 min", "Undo"]])
    await stage.wait(minutes=6)
    assert "1 of 2" in mara.text
    assert echo(mara, told) == ("Oak, 8:10–9:00.", [])


async def test_asking_now_puts_it_to_rest_as_well(mara: Chat) -> None:
    await just_finished(mara)
    told = mara.last
    await mara.tap("Now")
    assert echo(mara, told) == ("Oak, 8:10–9:00.", [])


async def test_a_typed_session_and_one_without_a_code_too(mara: Chat, stage: Stage) -> None:
    await planned(mara, "Oak 8:00")
    typed = mara.bubbles()[-2]
    assert echo(mara, typed) == ("Oak, 8:00, ended 8:50. I ask right away.", [["50 min"]])
    await mara.say("Just finished")
    await mara.tap("No code")
    told = mara.last
    await stage.wait(minutes=6)
    assert echo(mara, told) == ("Session, 8:10–9:00.", [])


async def test_what_was_asked_right_away_rests_with_the_second_question(mara: Chat) -> None:
    await planned(mara, "Oak 8:00")
    told, question = mara.bubbles()[-2:]
    await mara.press(question["id"], _first_answer(question))
    assert "2 of 2" in mara.text
    assert echo(mara, told) == ("Oak, 8:00–8:50.", [])


def _first_answer(question: Bubble) -> str:
    keys = [button["data"] for row in question["keyboard"] for button in row]
    return next(str(data) for data in keys if data.startswith(("answer:", "skip:")))


async def test_told_twice_the_newer_message_has_the_buttons(mara: Chat, stage: Stage) -> None:
    await planned(mara, "Oak 9:30")
    told = mara.last
    await stage.until(MONDAY + timedelta(minutes=75))
    await just_finished(mara)
    assert echo(mara, told) == ("Oak, 9:30–10:15.", [])
    assert mara.labels() == [["Now", "45 min", "Undo"]]


async def test_an_evening_that_is_offered_puts_all_of_them_to_rest(stage: Stage) -> None:
    chat = await settled_in(stage.chat(), rhythm="Once, in the evening")
    told = []
    for code in ("Oak", "River"):
        await just_finished(chat, code)
        told.append(chat.last)
        await stage.wait(hours=1)
    await stage.until(MONDAY + timedelta(hours=9, minutes=31))
    assert "One question each?" in chat.text
    assert [echo(chat, one) for one in told] == [("Oak, 8:10–9:00.", []), ("River, 9:10–10:00.", [])]


async def test_one_that_did_not_take_place_promises_nothing(mara: Chat) -> None:
    await planned(mara, "Oak 9:30")
    told = mara.last
    await mara.say("/today")
    for label in ("9:30 Oak", "Cancelled"):
        await mara.tap(label)
    assert echo(mara, told) == ("Oak, 9:30–10:20.", [])
