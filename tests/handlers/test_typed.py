"""Whose a typed text is, in the order of precedence."""

from __future__ import annotations

import pytest

from db.models import Answer, Appointment, Note
from tests.handlers.asked import Ask, in_numbers, in_words
from tests.handlers.look import SQLITE, codes, kept, rows
from tests.make import just_finished, planned
from tests.stage import Chat, Stage

__all__ = ["in_numbers", "in_words"]  # fixtures
sqlite_alone = pytest.mark.parametrize("database_url", SQLITE, indirect=True)


async def words_of(stage: Stage) -> list[Answer]:
    """Answers in words."""
    return [answer for answer in await rows(stage, Answer) if answer.text_sealed is not None]


async def test_typed_text_answers_the_open_question_in_words(mara: Chat, stage: Stage, in_words: Ask) -> None:
    question = await in_words(mara)
    typed = await mara.say("I let the silence run, and it came.")
    (answer,) = await words_of(stage)
    assert await kept(stage) == ["I let the silence run, and it came."]
    assert answer.source_message_id == typed
    assert "Your line → Oak" in mara.bubble(question)["text"]
    assert [row[:2] for row in mara.labels(mara.bubble(question))[:1]] == [["Move", "Delete"]]
    assert mara.bubble(typed)["reaction"] == "✍"


@sqlite_alone
async def test_after_half_an_hour_the_question_takes_no_text_by_itself(
    mara: Chat, stage: Stage, in_words: Ask
) -> None:
    await in_words(mara)
    await stage.wait(minutes=31)
    await mara.say("Something else altogether.")
    assert await words_of(stage) == []
    assert "Whose line is it?" in mara.text


@sqlite_alone
async def test_a_reply_finds_its_question_hours_later(mara: Chat, stage: Stage, in_words: Ask) -> None:
    question = await in_words(mara)
    await stage.wait(hours=2)
    await mara.say("Rushed the end again.", reply_to=question)
    assert len(await words_of(stage)) == 1


async def test_a_reply_wins_over_what_the_bot_waits_for(mara: Chat, stage: Stage, in_words: Ask) -> None:
    question = await in_words(mara)
    await mara.say("Just finished")
    await mara.say("Birch", reply_to=question)
    assert await kept(stage) == ["Birch"]
    await mara.say("Birch")
    assert await codes(stage) == ["Oak", "Birch"]


@sqlite_alone
async def test_what_the_bot_waits_for_wins_over_the_open_question(
    mara: Chat, stage: Stage, in_words: Ask
) -> None:
    await in_words(mara)
    await mara.say("Just finished")
    await mara.say("Birch")
    assert await words_of(stage) == []
    assert await codes(stage) == ["Oak", "Birch"]


@sqlite_alone
async def test_the_bot_waits_for_thirty_minutes_and_no_longer(mara: Chat, stage: Stage) -> None:
    await mara.say("Just finished")
    await stage.wait(minutes=31)
    await mara.say("Birch")
    assert await codes(stage) == []
    assert await kept(stage) == ["Birch"]


@pytest.mark.parametrize(("tapped", "answers", "sessions"), [("My answer", 1, 1), ("A session", 0, 2)])
async def test_a_plan_while_a_question_is_open_is_asked_about(
    mara: Chat, stage: Stage, in_words: Ask, tapped: str, answers: int, sessions: int
) -> None:
    await in_words(mara)
    await mara.say("River 14:30")
    assert mara.text == "Is that a session, or your answer?"
    assert await kept(stage) == ["River 14:30"]
    asked = mara.last["id"]
    await mara.tap(tapped)
    if mara.has("Right"):
        await mara.tap("Right")
    await mara.press(asked, "as_plan:1")  # a second press finds nothing left to do
    assert len(await words_of(stage)) == answers
    assert len(await rows(stage, Appointment)) == sessions
    assert await rows(stage, Note) == []


@sqlite_alone
async def test_what_was_typed_is_not_lost_when_its_question_is_over(
    mara: Chat, stage: Stage, in_words: Ask
) -> None:
    question = await in_words(mara)
    await mara.say("River 14:30")
    await mara.tap("Didn't happen", on=question)
    await mara.tap("No-show", on=question)
    await mara.tap("My answer")
    assert await kept(stage) == ["River 14:30"]
    assert "Whose line is it?" in mara.text


@sqlite_alone
async def test_a_line_that_says_it_all_is_a_session(mara: Chat, stage: Stage) -> None:
    lines = ["Oak 14:30", "oak 16:00-16:50", "River at 2.30 pm", "Fern 8:00", "Oak just finished"]
    for line in lines:
        await planned(mara, line)
        assert mara.labels()[-1][-1] in ("Undo", "Back", "50 min", "Why this?", "Later", "Skip")
    assert len(await rows(stage, Appointment)) == len(lines)
    assert await rows(stage, Note) == []


async def test_anything_else_is_kept_and_asked_whose_it_is(mara: Chat, stage: Stage) -> None:
    await just_finished(mara)
    await just_finished(mara, "River")
    await mara.say("Rushed the end again.")
    assert mara.text.startswith("Kept. Whose line is it?")
    assert mara.labels() == [["River", "Oak", "General"], ["Delete"]]
    await mara.tap("River")
    (note,) = await rows(stage, Note)
    assert note.placed
    assert mara.text == "Your line → River"


async def test_with_a_pulse_open_typed_text_is_a_line_and_the_pulse_stays_open(
    mara: Chat, stage: Stage, in_numbers: Ask
) -> None:
    question = await in_numbers(mara)
    await mara.say("A quiet hour.")
    assert mara.text.startswith("Kept. Whose line is it?")
    assert await kept(stage) == ["A quiet hour."]
    assert ["1", "2", "3", "4", "5"] in mara.labels(mara.bubble(question))


@sqlite_alone
async def test_a_reply_to_a_pulse_is_a_line_added_to_it(mara: Chat, stage: Stage, in_numbers: Ask) -> None:
    question = await in_numbers(mara)
    await mara.tap("4", on=question)
    await mara.say("At the door.", reply_to=question)
    (note,) = await rows(stage, Note)
    assert note.asked_id is not None
    assert "With a line of yours" in mara.bubble(question)["text"]
    assert mara.text.startswith("Your line → Oak")


@sqlite_alone
async def test_add_a_line_takes_the_next_message(mara: Chat, stage: Stage, in_numbers: Ask) -> None:
    await in_numbers(mara)
    await mara.tap("4")
    await mara.tap("4")
    await mara.tap("Add a line")
    await mara.say("Oak 14:30 was too early.")
    (note,) = await rows(stage, Note)
    assert note.asked_id is not None
    assert await kept(stage) == ["Oak 14:30 was too early."]


@sqlite_alone
async def test_a_reply_to_a_kept_line_is_one_more_of_the_same_client(mara: Chat, stage: Stage) -> None:
    await just_finished(mara)
    first = await mara.say("Rushed the end again.")
    await mara.tap("Oak")
    await mara.say("And again on the stairs.", reply_to=first)
    one, other = await rows(stage, Note)
    assert (other.client_id, other.placed) == (one.client_id, True)


@sqlite_alone
async def test_a_text_in_several_messages_stays_together(mara: Chat, stage: Stage, in_words: Ask) -> None:
    await in_words(mara)
    text = "".join(f"{number} " for number in range(2500)).strip()
    await mara.say(text)
    (answer,) = await words_of(stage)
    notes = await rows(stage, Note)
    assert {note.asked_id for note in notes} == {answer.asked_id}
    assert "".join(await kept(stage)).replace(" ", "") == text.replace(" ", "")


ODD = [
    "<b>&_*[ &amp; </i> {name} %s \\ `",
    "🌊👩‍👩‍👧‍👦 e\u0301 \u2028 ﷽",
    "היא שתקה\u200f, ואז \u202eדיברה",
    "before\0after",
    "A line.\n\nAnd another,\n   set in.",
    "x" * 4096,
]


async def test_whatever_is_typed_comes_back_as_it_was(mara: Chat, stage: Stage, in_words: Ask) -> None:
    await in_words(mara)
    for text in ODD:  # two answers, then lines
        await mara.say(text)
    assert sorted(await kept(stage)) == sorted(ODD)
    assert len(await words_of(stage)) == 2
    for number, text in enumerate(ODD):
        typed = next(message["id"] for message in mara.everything() if message["text"] == text)
        await mara.edit(typed, f"{number}{text[:4000]}")
    assert sorted(await kept(stage)) == sorted(f"{number}{text[:4000]}" for number, text in enumerate(ODD))
