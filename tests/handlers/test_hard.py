"""[Hard one]: a kind line, no further question, and quiet about that client until told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from db.models import Answer, AskedQuestion, CheckIn, Client, Message, Note
from prompts.questions.kinds import MOMENT
from tests.handlers.asked import Ask, in_numbers, in_words
from tests.handlers.checkin_make import asked_now, asked_unbidden, checkins_of, go, on, waiting
from tests.handlers.digest_make import LINE, answer, open_question
from tests.handlers.look import SQLITE, counts, rows
from tests.make import just_finished, planned, settled_in
from tests.stage import JONAS, Bubble, Chat, Stage, buttons

__all__ = ["in_numbers", "in_words"]  # fixtures
sqlite_alone = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
KIND = "I am sorry it was hard. I will ask nothing more about Oak, today or later, until you say so."
STARRED = "What is here so far goes to supervision."
MORE = "Your answer goes to supervision. If you like, a line with it: just type it."
UNDER = [["Take to supervision", "My contacts"], ["Ask about Oak again", "Undo"]]


async def client_of(stage: Stage, place: int = 0) -> Client:
    return (await rows(stage, Client))[place]


def labels_of(chat: Chat, bubble: Bubble) -> list[str]:
    return [label for row in chat.labels(chat.bubble(bubble["id"])) for label in row]


async def test_while_a_question_stands(mara: Chat, stage: Stage) -> None:
    question = await asked_now(stage, mara)
    await mara.tap("Hard one")
    assert (mara.text, mara.labels()) == (KIND, UNDER)
    assert mara.bubble(question["id"])["text"] == "Oak, 8:10."
    assert labels_of(mara, question) == []
    (checkin,) = await checkins_of(stage, mara)
    assert (checkin.hard, checkin.state, (await client_of(stage)).hushed_at) == (True, "done", stage.now)
    said = len(mara.bubbles())
    await stage.wait(hours=30)
    assert len(mara.bubbles()) == said


async def test_after_an_answer_and_after_the_last(mara: Chat, stage: Stage, in_numbers: Ask) -> None:
    first = await in_numbers(mara)
    await mara.tap("4")
    second = mara.last["id"]
    assert "Hard one" in labels_of(mara, mara.bubble(first))
    await mara.tap("4", on=second)
    assert mara.labels(mara.bubble(second)) == [["Change", "Add a line", "Hard one"]]
    await mara.tap("Hard one", on=second)
    assert mara.text == KIND
    assert [labels_of(mara, mara.bubble(one)) for one in (first, second)] == [
        ["Change", "Add a line"], ["Change", "Add a line"],
    ]  # fmt: skip
    assert [one.rating for one in await rows(stage, Answer) if one.rating] == [4, 4]


async def test_the_button_costs_an_open_question_no_row(mara: Chat, stage: Stage) -> None:
    question = await asked_now(stage, mara)
    assert mara.labels(question)[-1] == ["Skip all", "Why this?", "Hard one"]
    assert len(mara.labels(question)) <= 5


async def test_pressed_twice_it_is_said_once(mara: Chat, stage: Stage) -> None:
    question = await asked_now(stage, mara)
    data = next(b["data"] for b in buttons(question) if b["text"] == "Hard one")
    for _ in range(2):
        await mara.press(question["id"], data)
    assert [bubble["text"] for bubble in mara.bubbles()].count(KIND) == 1


async def test_quiet_about_that_client_until_told_and_about_nobody_else(mara: Chat, stage: Stage) -> None:
    await asked_now(stage, mara)
    await mara.tap("Hard one")
    line = mara.last["id"]
    await planned(mara, "Oak 10:00")
    await planned(mara, "River 11:00")
    await stage.until(on(23, "12:00"))
    asked = [str(bubble["text"]) for bubble in mara.bubbles() if "A moment to look back?" in bubble["text"]]
    assert [text.split("\n")[1][:5] for text in asked][-1] == "River"
    assert not [text for text in asked if "Oak, 10:00" in text]
    await mara.tap("Ask about Oak again", on=line)
    assert mara.bubble(line)["text"].endswith("I will ask about Oak again, from the next session on.")
    await planned(mara, "Oak 13:00")
    await stage.until(on(23, "14:00"))
    assert "Oak, 13:00" in mara.text


@sqlite_alone
async def test_told_so_when_a_session_is_told_of(mara: Chat, stage: Stage) -> None:
    await asked_now(stage, mara)
    await mara.tap("Hard one")
    await stage.wait(hours=2)
    await just_finished(mara)
    assert "I will ask" not in mara.text
    assert not mara.has("Now")


async def test_undone_everything_is_as_it_was(mara: Chat, stage: Stage) -> None:
    question = await asked_now(stage, mara)
    before, labels = question["text"], labels_of(mara, question)
    await mara.tap("Hard one")
    line, data = mara.last["id"], mara.last["keyboard"][1][1]["data"]
    await mara.tap("Undo", on=line)
    assert (mara.bubble(line)["text"], mara.text) == ("Undone. It counts like any other.",) * 2
    assert mara.bubble(question["id"])["text"] in (before, str(before).partition("\n")[2])
    assert labels_of(mara, question) == labels
    (checkin,) = await checkins_of(stage, mara)
    assert (checkin.hard, checkin.state, (await client_of(stage)).hushed_at) == (False, "open", None)
    await mara.press(line, data)
    assert mara.toast()["text"] == "That one is not open any more."
    assert await answer(mara) is not None


@sqlite_alone
async def test_undone_the_day_after_its_question_is_late(mara: Chat, stage: Stage) -> None:
    question = await asked_now(stage, mara)
    await mara.tap("Hard one")
    await go(stage, hours=25)
    await mara.tap("Undo")
    assert labels_of(mara, question) == ["Answer anyway"]


async def test_an_evening_with_several_ends_for_all_and_is_quiet_about_one(stage: Stage) -> None:
    mara = await settled_in(stage.chat(), rhythm="Once, in the evening")
    for plan in ("Oak 9:30", "River 11:00", "Fern 12:00"):
        await planned(mara, plan)
    await go(stage, on(23, "18:30"))
    await mara.tap("Yes")
    await answer(mara)
    await mara.tap("Hard one", on=waiting(mara)[-1]["id"])
    assert mara.text.startswith("I am sorry it was hard. I will ask nothing more about River, today or later")
    assert open_question(mara) is None
    hushed = [one.hushed_at is not None for one in await rows(stage, Client)]
    assert hushed == [False, True, False]
    said = len(mara.bubbles())
    await stage.wait(hours=20)
    assert len(mara.bubbles()) == said


async def test_about_the_day_as_a_whole_it_is_quiet_about_nobody(mara: Chat, stage: Stage) -> None:
    await mara.say("/checkin")
    await mara.tap("Hard one")
    assert mara.text == "I am sorry it was hard. I will ask nothing more about it."
    assert mara.labels() == [["Take to supervision", "My contacts"], ["Undo"]]
    assert [one.hard for one in await rows(stage, CheckIn)] == [False, True]  # the first minute's, this one
    await mara.tap("Undo")
    assert open_question(mara) is not None


@sqlite_alone
async def test_in_the_first_minute_it_goes_on_to_the_menu(stage: Stage) -> None:
    jonas = stage.chat(JONAS)
    await jonas.say("/start")
    await jonas.tap("I agree")
    await jonas.say("London")
    await jonas.tap("After each session")
    await jonas.tap("Hard one")
    assert [bubble["text"] for bubble in jonas.bubbles()][-1].startswith("I am sorry it was hard.")
    assert any("Just finished" in str(bubble["text"]) for bubble in jonas.bubbles()[-2:])


async def test_what_was_written_goes_to_supervision_and_back(mara: Chat, stage: Stage, in_words: Ask) -> None:
    await in_words(mara)
    await mara.say(LINE)
    await mara.tap("Hard one")
    await mara.say("Another day's line.")
    line = next(b["id"] for b in reversed(mara.bubbles()) if b["text"] == KIND)
    await mara.tap("Take to supervision", on=line)
    assert mara.bubble(line)["text"] == f"{KIND}\n{STARRED}"
    assert await starred(stage) == ([True], [False])
    await mara.tap("Not to supervision", on=line)
    assert mara.bubble(line)["text"] == KIND
    assert await starred(stage) == ([False], [False])


async def starred(stage: Stage) -> tuple[list[bool], list[bool]]:
    """Of the answers after sessions, and of the lines."""
    answers = [one for one in await rows(stage, Answer) if one.client_id is not None]
    return [one.starred for one in answers], [one.starred for one in await rows(stage, Note)]


async def test_with_nothing_written_yet_the_next_message_goes_there(mara: Chat, stage: Stage) -> None:
    await asked_now(stage, mara)
    await mara.tap("Hard one")
    line = mara.last["id"]
    await mara.tap("Take to supervision")
    assert mara.bubble(line)["text"].endswith("Your next message goes to supervision.")
    assert mara.labels(mara.bubble(line)) == [["No line", "My contacts"]]
    await mara.say(LINE)
    (note,) = await rows(stage, Note)
    assert (note.starred, note.client_id) == (True, (await client_of(stage)).id)
    assert mara.bubble(line)["text"] == f"{KIND}\n{STARRED}"
    assert mara.labels(mara.bubble(line))[0][0] == "Not to supervision"


async def test_a_tap_alone_goes_there_and_a_line_may_go_with_it(
    mara: Chat, stage: Stage, in_numbers: Ask
) -> None:
    line = await hard_after_a_tap(mara, in_numbers)
    assert mara.bubble(line)["text"] == f"{KIND}\n{MORE}"
    assert mara.labels(mara.bubble(line)) == [["No line", "My contacts"]]
    assert await starred(stage) == ([True], [])
    await mara.say(LINE)
    assert await starred(stage) == ([True], [True])
    assert mara.bubble(line)["text"] == f"{KIND}\n{STARRED}"
    await mara.tap("Not to supervision", on=line)
    assert await starred(stage) == ([False], [False])


@sqlite_alone
async def test_without_a_line_the_tap_is_enough(mara: Chat, stage: Stage, in_numbers: Ask) -> None:
    line = await hard_after_a_tap(mara, in_numbers)
    await mara.tap("No line", on=line)
    assert mara.bubble(line)["text"] == f"{KIND}\n{STARRED}"
    await mara.say("Another day's line.")
    assert await starred(stage) == ([True], [False])


@sqlite_alone
async def test_with_nothing_there_and_no_line_nothing_goes_there(mara: Chat, stage: Stage) -> None:
    await asked_now(stage, mara)
    await mara.tap("Hard one")
    line = mara.last["id"]
    await mara.tap("Take to supervision")
    await mara.tap("No line")
    assert (mara.bubble(line)["text"], mara.labels(mara.bubble(line))) == (KIND, UNDER)
    await mara.say("Another day's line.")
    assert await starred(stage) == ([], [False])


@sqlite_alone
async def test_in_an_evening_words_about_somebody_else_are_no_words_about_them(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.asking.wanted_kinds", lambda *_args, **_more: frozenset({MOMENT}))
    mara = await settled_in(stage.chat(), rhythm="Once, in the evening")
    for plan in ("Oak 9:30", "River 11:00"):
        await planned(mara, plan)
    await go(stage, on(23, "18:30"))
    await mara.tap("Yes")
    await mara.say(LINE)
    await mara.tap("Hard one", on=waiting(mara)[-1]["id"])
    line = mara.last["id"]
    await mara.tap("Take to supervision")
    assert mara.bubble(line)["text"].endswith("Your next message goes to supervision.")


async def hard_after_a_tap(mara: Chat, in_numbers: Ask) -> int:
    """A rating, then [Hard one] and [Take to supervision]; returns the kind line's message."""
    await in_numbers(mara)
    await mara.tap("2")
    await mara.tap("Hard one")
    line = int(mara.last["id"])
    await mara.tap("Take to supervision")
    return line


@sqlite_alone
async def test_an_answer_moved_away_from_a_hard_one_asks_nothing_again(
    mara: Chat, stage: Stage, in_words: Ask
) -> None:
    await just_finished(mara, "River")
    question = await in_words(mara)
    await mara.say(LINE)
    await mara.tap("Hard one")
    await mara.tap("Move", on=question)
    await mara.tap("River", on=question)
    assert {one.state for one in await rows(stage, AskedQuestion)} & {"open"} == set()


@sqlite_alone
async def test_a_kind_line_that_a_crash_kept_back_comes_with_the_next_press(mara: Chat, stage: Stage) -> None:
    question = await asked_now(stage, mara)
    data = next(b["data"] for b in buttons(question) if b["text"] == "Hard one")
    await mara.press(question["id"], data)
    await forget_message(stage, mara.last["id"])
    await mara.press(question["id"], data)
    assert [bubble["text"] for bubble in mara.bubbles()].count(KIND) == 2


async def forget_message(stage: Stage, message_id: int) -> None:
    """As if its send had never been noted."""
    async with stage.database.write() as session:
        await session.execute(delete(Message).where(Message.message_id == message_id))


@sqlite_alone
async def test_another_therapist_and_a_stranger_change_and_see_nothing(mara: Chat, stage: Stage) -> None:
    question = await asked_unbidden(stage, mara, "Quill 9:00")
    await mara.tap("Hard one")
    pressed: list[Any] = [*buttons(question), *buttons(mara.last)]
    jonas = stage.chat(JONAS)
    await jonas.say("hello")
    for agreed in (False, True):
        if agreed:
            await settled_in(jonas)
        before = {**await counts(stage), "messages": 0, "expects": 0}
        for button in [one for one in pressed if one["data"] != "contacts"]:
            await jonas.press(jonas.last["id"], button["data"])
            assert jonas.toast()["text"] == "That one is not open any more."
        assert {**await counts(stage), "messages": 0, "expects": 0} == before
    assert "Quill" not in str(jonas.everything())
    assert (await checkins_of(stage, mara))[0].hard
    assert stage.now - (await client_of(stage)).hushed_at < timedelta(minutes=1)  # type: ignore[operator]  # it is set
