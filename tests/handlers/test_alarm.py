"""Under words about danger: another acknowledgement, and nothing else."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from db.models import Client, Note
from prompts.texts import load_texts
from tests.handlers.asked import Ask, in_numbers, in_words
from tests.handlers.checkin_make import checkins_of, waiting
from tests.handlers.look import SQLITE, counts, kept, rows
from tests.handlers.test_bad_input import arrives
from tests.handlers.test_edits import bring_again
from tests.make import just_finished
from tests.overheard import SHORT
from tests.stage import JONAS, Chat, Stage

__all__ = ["in_numbers", "in_words"]  # fixtures
sqlite_alone = pytest.mark.parametrize("database_url", SQLITE, indirect=True)

LINE, PLAIN = "Oak says he will kill himself tonight.", "Oak says the garden is doing well again."
SAVED = (
    "Saved. I am a program; nobody reads this. If someone may be in danger, follow your risk procedure now "
    "and use the clinical record. If it is you, call someone now."
)
FIRST_ROW = ["My contacts", "No questions today"]


def alarmed(chat: Chat) -> list[dict[str, Any]]:
    return [bubble for bubble in chat.bubbles() if str(bubble["text"]).startswith(SAVED)]


async def test_a_line_is_kept_and_acknowledged_with_what_matters_now(mara: Chat, stage: Stage) -> None:
    await just_finished(mara)
    typed = await mara.say(LINE)
    assert (mara.text, mara.labels()) == (SAVED, [FIRST_ROW, ["Move", "Delete"]])
    assert mara.bubble(typed)["reaction"] is None
    assert await kept(stage) == [LINE]


async def test_its_owner_can_still_be_said_and_the_line_deleted(mara: Chat, stage: Stage) -> None:
    await just_finished(mara)
    await mara.say(LINE)
    await mara.tap("Move")
    assert mara.labels() == [FIRST_ROW, ["Oak", "General"], ["Delete"]]
    await mara.tap("Oak")
    assert mara.text == f"{SAVED}\nYour line → Oak"
    assert len(mara.text) <= SHORT
    await mara.tap("Delete")
    assert (mara.text, await rows(stage, Note)) == ("Deleted.", [])


async def test_an_answer_in_words_brings_no_next_question_until_asked_for(mara: Chat, in_words: Ask) -> None:
    question = await in_words(mara)
    typed = await mara.say(LINE)
    assert (mara.text, mara.labels()) == (SAVED, [FIRST_ROW, ["Next question"]])
    assert mara.bubble(typed)["reaction"] is None
    assert "Your line → Oak" in mara.bubble(question)["text"]
    assert mara.labels(mara.bubble(question))[0][:2] == ["Move", "Delete"]
    message = mara.last["id"]
    for _ in range(2):
        await mara.tap("Next question", on=message)
    assert len(waiting(mara)) == 1
    assert mara.toast()["text"] == "That one is not open any more."


@sqlite_alone
async def test_left_alone_it_stays_the_last_word(mara: Chat, stage: Stage, in_words: Ask) -> None:
    await in_words(mara)
    await mara.say(LINE)
    said = len(mara.bubbles())
    await stage.wait(hours=30)
    assert (len(mara.bubbles()), mara.text) == (said, SAVED)
    await mara.tap("Next question")
    assert mara.toast()["text"] == "That one is not open any more."


@sqlite_alone
async def test_nothing_is_asked_in_passing_after_the_last_answer(
    mara: Chat, stage: Stage, in_words: Ask
) -> None:
    await in_words(mara)
    await mara.say(PLAIN)
    await mara.say(LINE)
    assert (mara.text, mara.labels()) == (SAVED, [FIRST_ROW])
    assert (await checkins_of(stage, mara))[0].state == "done"


async def test_an_edit_into_such_words_is_acknowledged_like_them_once(
    mara: Chat, stage: Stage, in_words: Ask
) -> None:
    await in_words(mara)
    answer, note = await mara.say(PLAIN), await mara.say(PLAIN)
    assert alarmed(mara) == []
    for typed in (answer, note):
        await mara.edit(typed, LINE)
        await mara.edit(typed, f"{LINE} Again.")
    assert len(alarmed(mara)) == 2
    assert sorted(await kept(stage)) == [f"{LINE} Again."] * 2


@sqlite_alone
@pytest.mark.parametrize("by", ["reply", "button"])
async def test_a_line_added_to_a_question_is_no_different(
    mara: Chat, stage: Stage, in_numbers: Ask, by: str
) -> None:
    question = await in_numbers(mara)
    await mara.tap("4")
    await mara.tap("4")
    if by == "button":
        await mara.tap("Add a line")
    typed = await mara.say(LINE, reply_to=question if by == "reply" else None)
    (added,) = alarmed(mara)
    assert added["text"] == f"{SAVED}\nYour line → Oak"
    assert mara.labels(added) == [FIRST_ROW, ["Move", "Delete"]]
    assert mara.bubble(typed)["reaction"] is None
    assert (await rows(stage, Note))[0].asked_id is not None


@pytest.mark.parametrize("before", ["Just finished", "/settings"])
async def test_whatever_the_bot_was_waiting_for_it_is_kept_as_a_line(
    mara: Chat, stage: Stage, before: str
) -> None:
    await mara.say(before)
    if before == "/settings":
        await mara.tap("Time zone: London")
    await mara.say(LINE)
    assert (mara.text, await kept(stage)) == (SAVED, [LINE])
    assert await rows(stage, Client) == []


@sqlite_alone
async def test_in_the_first_minute_too(stage: Stage) -> None:
    jonas = stage.chat(JONAS)
    await jonas.say("/start")
    await jonas.tap("I agree")
    await jonas.say(LINE)
    assert (jonas.text, await kept(stage)) == (SAVED, [LINE])


@sqlite_alone
async def test_a_word_and_a_time_are_no_session_then(mara: Chat, stage: Stage) -> None:
    await mara.say("Suicide 14:30")
    assert (mara.text, await rows(stage, Client)) == (SAVED, [])


@sqlite_alone
async def test_that_telegram_deletes_no_copy_is_said_another_time(mara: Chat) -> None:
    await mara.say(LINE)
    assert mara.text == SAVED
    await mara.say(PLAIN)
    assert "does not delete my copy" in mara.text


@sqlite_alone
async def test_a_line_that_comes_twice_is_acknowledged_once(mara: Chat, stage: Stage, in_words: Ask) -> None:
    await in_words(mara)
    for _ in range(2):
        typed = await mara.say(LINE)
        before, said = await counts(stage), len(mara.bubbles())
        await bring_again(stage, typed)
        assert (await counts(stage), len(mara.bubbles())) == (before, said)


@sqlite_alone
@pytest.mark.parametrize(
    "sent",
    [
        {"photo": [{"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1}], "caption": LINE},
        {"text": LINE, "forward_origin": {"type": "hidden_user", "sender_user_name": "?", "date": 1}},
    ],
    ids=["a caption", "something forwarded"],
)
async def test_what_is_not_kept_is_said_so(mara: Chat, stage: Stage, sent: dict[str, Any]) -> None:
    before = {**await counts(stage), "messages": 0}
    await arrives(stage, **sent)
    assert mara.text == f"Not kept: I take only words that you type here. {SAVED.removeprefix('Saved. ')}"
    assert mara.labels() == [FIRST_ROW]
    assert len(mara.text) <= SHORT
    assert {**await counts(stage), "messages": 0} == before


async def test_who_has_not_agreed_leaves_nothing_behind(stage: Stage) -> None:
    jonas = stage.chat(JONAS)
    await jonas.say(LINE)
    assert jonas.text == load_texts().plain("start.first")
    assert await counts(stage) == {}


@sqlite_alone
async def test_nothing_is_logged_or_kept_about_it(
    mara: Chat, stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await just_finished(mara)
    logged, stored = [], []
    for text in (PLAIN, LINE):
        with caplog.at_level(logging.DEBUG):
            caplog.clear()
            await mara.say(text)
        logged.append([(r.name, r.levelno) for r in caplog.records if r.name.split(".")[0] in OURS])
        stored.append(_plain((await rows(stage, Note))[-1]))
    assert logged[0] == logged[1]
    assert stored[0] == stored[1]


OURS = ("bot", "handlers", "db", "prompts")
_OWN = {"id", "text_sealed", "source_message_id", "written_at"}


def _plain(note: Note) -> dict[str, Any]:
    """A line's row without what differs between any two."""
    return {c.name: getattr(note, c.name) for c in Note.__table__.columns if c.name not in _OWN}
