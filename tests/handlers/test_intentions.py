"""If-then: offered after an answer that begs for one, asked after in the next check-in, then settled."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from db import intentions
from db.models import Answer, AskedQuestion, Client, Intention
from db.sealed import Sealed
from tests.handlers.asked import Ask, in_numbers, in_words
from tests.handlers.checkin_make import asked_now, data, go, labels, on, waiting
from tests.handlers.clients_make import tell
from tests.handlers.discreet_make import discreet, hidden
from tests.handlers.look import SQLITE, kept, rows
from tests.handlers.settings_make import row_of, set_row
from tests.make import just_finished, planned, settled_in
from tests.stage import JONAS, Bubble, Chat, Stage

__all__ = ["in_numbers", "in_words"]  # fixtures
sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
IF_THEN = "If Oak goes quiet again, I wait."
KEPT = "Your if-then: I come back to it around the next session."
ASKS = f"You wanted: “{IF_THEN}”. Did it come to that?"
Write = Callable[[Chat], Awaitable[int]]


@pytest.fixture
async def written(in_numbers: Ask) -> Write:
    """`await written(mara)`: a low rating about Oak, and an if-then under it; its question's message."""

    async def write(chat: Chat) -> int:
        question = await in_numbers(chat)
        await chat.tap("2", on=question)
        await chat.tap("If-then", on=question)
        await chat.say(IF_THEN)
        await chat.tap("4")
        return question

    return write


async def open_one(stage: Stage, chat: Chat) -> str | None:
    me, (oak, *_) = await row_of(stage, chat), await rows(stage, Client)
    async with stage.database.read() as session:
        sealed = Sealed(session, stage.app.services.vault, me.id, stage.now)
        found = await intentions.open_for(session, sealed, me.id, oak.id)
    return found.text if found else None


async def next_session(stage: Stage, chat: Chat, *, hours: float = 24) -> Bubble:
    """The next session with Oak; its first question is answered, the second stands there."""
    await go(stage, hours=hours)
    await asked_now(stage, chat)
    await chat.tap("4", on=waiting(chat)[-1]["id"])
    return chat.last


async def test_from_the_offer_to_done_with_a_restart_in_between(
    mara: Chat, stage: Stage, written: Write
) -> None:
    question = await written(mara)
    assert KEPT in mara.bubble(question)["text"]
    assert "Your line → Oak" in [str(one["text"]).splitlines()[0] for one in mara.bubbles()]
    await stage.app.stop()
    await stage.app.start()
    asked = await next_session(stage, mara)
    heading, said, *_ = asked["text"].splitlines()
    assert (heading.partition(" · ")[2], said) == ("2 of 2 · Your if-then", ASKS)
    assert mara.labels()[0] == ["Done", "Partly"]
    assert await open_one(stage, mara) == IF_THEN
    await mara.tap("Done", on=asked["id"])
    assert "Done" in mara.bubble(asked["id"])["text"].splitlines()
    assert await open_one(stage, mara) is None
    assert [one.state for one in await rows(stage, Intention)] == ["done"]
    assert ASKS not in (await next_session(stage, mara))["text"]


async def test_without_an_occasion_it_comes_once_more_and_then_it_is_asked_whether_to_keep_it(
    mara: Chat, stage: Stage, written: Write
) -> None:
    await written(mara)
    first = await next_session(stage, mara)
    await mara.tap("No occasion", on=first["id"])
    assert "It stays open, once more." in mara.bubble(first["id"])["text"]
    second = await next_session(stage, mara)
    await mara.tap("No occasion", on=second["id"])
    assert await open_one(stage, mara) is None
    assert {"Keep it", "Let it go"} <= set(labels(mara.bubble(second["id"])))
    await mara.tap("Keep it", on=second["id"])
    assert (KEPT in mara.bubble(second["id"])["text"], await open_one(stage, mara)) == (True, IF_THEN)
    third = await next_session(stage, mara)
    assert ASKS in third["text"]


@sqlite
async def test_let_go_it_does_not_come_back(mara: Chat, stage: Stage, written: Write) -> None:
    await written(mara)
    for _ in range(2):
        asked = await next_session(stage, mara)
        await mara.tap("No occasion", on=asked["id"])
    await mara.tap("Let it go", on=asked["id"])
    assert "Let go." in mara.bubble(asked["id"])["text"]
    assert ASKS not in (await next_session(stage, mara))["text"]


@sqlite
async def test_a_changed_answer_counts(mara: Chat, stage: Stage, written: Write) -> None:
    await written(mara)
    asked = await next_session(stage, mara)
    await mara.tap("Done", on=asked["id"])
    await mara.tap("Change", on=asked["id"])
    await mara.tap("No occasion", on=asked["id"])
    assert await open_one(stage, mara) == IF_THEN
    await mara.tap("Change", on=asked["id"])
    await mara.tap("Partly", on=asked["id"])
    assert [one.state for one in await rows(stage, Intention)] == ["partly"]
    assert "Keep it" in labels(mara.bubble(asked["id"]))


@sqlite
async def test_edited_it_comes_back_as_edited_and_deleted_not_at_all(
    mara: Chat, stage: Stage, in_numbers: Ask
) -> None:
    question = await in_numbers(mara)
    await mara.tap("1", on=question)
    await mara.tap("If-then", on=question)
    typed = await mara.say("If")
    line = mara.last["id"]
    await go(stage, minutes=1)
    await mara.edit(typed, IF_THEN)
    assert await open_one(stage, mara) == IF_THEN
    await mara.tap("Delete", on=line)
    assert await open_one(stage, mara) is None
    assert await kept(stage) == []
    assert "If-then" in labels(mara.bubble(question))


@sqlite
async def test_a_newer_one_takes_the_place_and_says_of_which(
    mara: Chat, stage: Stage, written: Write, in_numbers: Ask
) -> None:
    await written(mara)
    await go(stage, hours=24)
    await just_finished(mara, "River")
    await mara.tap("Now")
    await mara.tap("4")
    await mara.tap("4")
    question = await in_numbers(mara)
    await mara.tap("1", on=question)
    await mara.tap("If-then", on=question)
    assert f"It takes the place of “{IF_THEN}”" in mara.bubble(question)["text"]
    await mara.say("If it rains, I stay.")
    line = mara.last["id"]
    assert await open_one(stage, mara) == "If it rains, I stay."
    await mara.tap("Delete", on=line)
    assert await open_one(stage, mara) == IF_THEN


@sqlite
async def test_offered_once_in_a_check_in_and_not_in_two_running(
    mara: Chat, stage: Stage, in_numbers: Ask
) -> None:
    for offered in (True, False, True):
        first = await in_numbers(mara)
        await mara.tap("1", on=first)
        second = mara.last["id"]
        await mara.tap("2", on=second)
        assert ("If-then" in labels(mara.bubble(first))) == offered
        assert "If-then" not in labels(mara.bubble(second))
        await go(stage, hours=24)


@sqlite
async def test_words_on_what_was_hard_beg_for_one_and_a_five_does_not(
    mara: Chat, stage: Stage, in_numbers: Ask
) -> None:
    question = await in_numbers(mara)
    await mara.tap("5", on=question)
    assert "If-then" not in labels(mara.bubble(question))
    async with stage.database.write() as session:
        second = await session.get_one(AskedQuestion, (await rows(stage, AskedQuestion))[-1].id)
        second.question, second.kind = "07-moment-3", "moment"
    await mara.say("When the bell rang.")
    assert "If-then" in labels(mara.bubble(second.message_id or 0))


@sqlite
@pytest.mark.parametrize("what", ["On hold", "Hard one", "off"])
async def test_it_rests_with_the_client_with_a_hard_one_and_when_switched_off(
    mara: Chat, stage: Stage, written: Write, what: str
) -> None:
    question = await written(mara)
    if what == "off":
        await mara.say("/settings")
        await mara.tap("If-then: on")
        await mara.tap("Off")
        assert ASKS not in (await next_session(stage, mara))["text"]
        return
    await (tell(mara, what) if what == "On hold" else mara.tap(what, on=question))
    assert await open_one(stage, mara) is None


@sqlite
async def test_alone_it_arrives_closed_and_opens_on_the_tap(mara: Chat, stage: Stage, written: Write) -> None:
    await written(mara)
    await set_row(stage, mara, questions=1)
    await go(stage, hours=24)
    await just_finished(mara)
    await go(stage, minutes=5)
    assert (mara.text, mara.labels()) == ("A moment to look back?", [["Open"]])
    await mara.tap("Open")
    assert ASKS in mara.text
    await mara.tap("Not")
    assert [one.state for one in await rows(stage, Intention)] == ["not"]


@sqlite
async def test_in_a_discreet_chat_it_stands_hidden(mara: Chat, stage: Stage, written: Write) -> None:
    await written(mara)
    await discreet(mara)
    await go(stage, hours=24)
    await just_finished(mara)
    await go(stage, minutes=5)
    await mara.tap("Open")
    await mara.tap("4")
    assert ASKS in hidden(mara.last)


@sqlite
async def test_words_about_danger_become_a_line_and_no_intention(
    mara: Chat, stage: Stage, in_numbers: Ask
) -> None:
    question = await in_numbers(mara)
    await mara.tap("1", on=question)
    await mara.tap("If-then", on=question)
    await mara.say("I want to kill myself")
    assert await open_one(stage, mara) is None
    assert await kept(stage) == ["I want to kill myself"]


@sqlite
async def test_it_takes_the_place_of_a_question_and_counts_for_none_of_the_ten(
    mara: Chat, stage: Stage, written: Write
) -> None:
    await written(mara)
    asked = await next_session(stage, mara)
    await mara.tap("Why this?", on=asked["id"])
    assert mara.toast()["text"] == "You wanted to come back to this. It takes the place of one question."
    await mara.tap("Done", on=asked["id"])
    assert waiting(mara) == []
    me = await row_of(stage, mara)
    async with stage.database.read() as session:
        from db.questions import history

        assert "intention" not in {one.question for one in await history(session, me.id)}
    assert (await rows(stage, Answer))[-1].option == "done"


@sqlite
async def test_another_therapist_reaches_none_of_it(mara: Chat, stage: Stage, written: Write) -> None:
    await written(mara)
    asked = await next_session(stage, mara)
    await mara.tap("Partly", on=asked["id"])
    jonas = await settled_in(stage.chat(JONAS))
    keep = data(mara.bubble(asked["id"]), "Keep it")
    for press in (keep, keep.replace("keep_it", "let_it_go"), keep.replace("keep_it", "if_then")):
        await jonas.press(jonas.last["id"], press)
        assert jonas.toast()["text"] == "That one is not open any more."
    assert [one.state for one in await rows(stage, Intention)] == ["partly"]


@sqlite
async def test_before_the_next_session_it_stands_there_with_the_strain_that_is_open(
    mara: Chat, stage: Stage, written: Write
) -> None:
    await written(mara)
    await mara.tap("Strain")
    await set_row(stage, mara, prepares=True)
    await go(stage, on(24, "9:00"))
    await planned(mara, "Oak 14:00")
    await go(stage, on(24, "13:45"))
    await mara.tap("Open")
    said = mara.text.splitlines()
    assert said[1:3] == [f"Your if-then: {IF_THEN}", "Open: a strain, since Mon."]
    assert IF_THEN not in "\n".join(said[3:])


@sqlite
async def test_in_an_evening_with_several_it_is_the_one_question_about_them(
    mara: Chat, stage: Stage, written: Write
) -> None:
    await written(mara)
    await set_row(stage, mara, rhythm="evening")
    await go(stage, on(24, "8:00"))
    for plan in ("Oak 9:30", "River 11:00"):
        await planned(mara, plan)
    await go(stage, on(24, "18:30"))
    await mara.tap("Yes")
    assert mara.text.splitlines()[1] == ASKS
    await mara.tap("Done")
    assert mara.text.startswith("River, 11:00 · 2 of 2 · ")
    assert "Strain" in labels(mara.bubbles()[-2])
