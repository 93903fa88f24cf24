"""A check-in as it is answered: put, tapped, changed, skipped; who may press what."""

from __future__ import annotations

import pytest

from db.models import Answer, AskedQuestion
from prompts.suggestions import SUGGESTIONS
from prompts.texts import load_texts
from tests.handlers.checkin_make import (
    answer,
    asked_now,
    asked_unbidden,
    choices,
    data,
    everything,
    go,
    labels,
    questions_of,
    waiting,
)
from tests.handlers.look import SQLITE, rows
from tests.handlers.settings_make import set_row
from tests.make import just_finished, settled_in
from tests.stage import JONAS, Chat, Stage

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
TITLES = [load_texts().plain(f"suggestion.{one.number}.title") for one in SUGGESTIONS]


async def test_five_minutes_after_a_session_it_comes(stage: Stage, mara: Chat) -> None:
    await just_finished(mara, "Oak")
    await go(stage, minutes=4)
    assert waiting(mara) == []
    await go(stage, minutes=1)
    lead, heading, question, ends = mara.text.splitlines()
    assert lead == "A moment to look back?"
    about, place, title = heading.split(" · ")
    assert (about, place) == ("Oak, 8:10", "1 of 2")
    assert title in TITLES
    assert "Oak" in question
    assert ends.startswith("1 ")
    assert ", 5 " in ends
    assert mara.labels()[0] == ["1", "2", "3", "4", "5"]
    assert mara.labels()[-3][-2:] == ["Skip", "Later"]
    assert mara.labels()[-2] == ["Still in session", "Didn't happen"]
    assert mara.labels()[-1] == ["Skip all", "Why this?", "Hard one"]


async def test_a_tap_stores_at_once_and_the_next_question_follows(stage: Stage, mara: Chat) -> None:
    first = await asked_now(stage, mara)
    before = len(await rows(stage, Answer))
    await mara.tap("4", on=first["id"])
    assert "4 of 5" in mara.bubble(first["id"])["text"]
    assert labels(mara.bubble(first["id"])) == ["Change", "To supervision", "Hard one"]
    assert [one.rating for one in (await rows(stage, Answer))[before:]] == [4]
    assert " · 2 of 2 · " in mara.text
    assert "Didn't happen" not in labels(mara.last)
    last = await answer(mara)
    assert {"Add a line", "To supervision", "Strain", "Hard one"} <= set(labels(last))
    assert "when shall your week come back" in mara.text


@sqlite
@pytest.mark.parametrize("number", [1, 2, 3])
async def test_as_many_questions_as_chosen(stage: Stage, mara: Chat, number: int) -> None:
    await set_row(stage, mara, questions=number)
    await asked_now(stage, mara)
    seen = []
    while question := waiting(mara):
        seen.append(question[-1]["text"].split(" · ")[1])
        await answer(mara)
    assert seen == [f"{place} of {number}" for place in range(1, number + 1)]
    kinds = [one.kind == "pulse" for one in await questions_of(stage, mara)]
    assert kinds == [True, False, False][:number]
    assert len({one.suggestion for one in await questions_of(stage, mara)}) == number


@sqlite
async def test_with_one_question_a_pulse_and_an_exploration_alternate(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, questions=1, daily_cap=8)
    for code in ("Oak", "River", "Fern", "Maple"):
        await asked_now(stage, mara, code)
        await answer(mara)
    kinds = [one.kind == "pulse" for one in await questions_of(stage, mara)]
    assert kinds in ([True, False, True, False], [False, True, False, True])


@sqlite
async def test_cant_tell_stores_no_rating(stage: Stage, mara: Chat) -> None:
    first = await asked_now(stage, mara)
    cant_tell = next(label for label in labels(first) if label.startswith("Can"))
    await mara.tap(cant_tell, on=first["id"])
    stored = (await rows(stage, Answer))[-1]
    assert (stored.rating, stored.option) == (None, "cant_tell")


async def test_an_answer_can_be_changed_later(stage: Stage, mara: Chat) -> None:
    first = await asked_now(stage, mara)
    await answer(mara, first)
    await answer(mara)
    await go(stage, days=3)
    await mara.tap("Change", on=first["id"])
    assert labels(mara.bubble(first["id"]))[-1] == "Back"
    await mara.tap("5", on=first["id"])
    assert "5 of 5" in mara.bubble(first["id"])["text"]
    asked = (await questions_of(stage, mara))[0]
    stored = next(one for one in await rows(stage, Answer) if one.asked_id == asked.id)
    assert (stored.rating, stored.late) == (5, False)
    assert stored.edited_at == stage.now


@sqlite
async def test_back_leaves_the_answer_as_it_was(stage: Stage, mara: Chat) -> None:
    first = await answer(mara, await asked_now(stage, mara), choice=2)
    await mara.tap("Change", on=first["id"])
    await mara.tap("Back", on=first["id"])
    assert mara.bubble(first["id"])["text"] == first["text"]
    assert labels(mara.bubble(first["id"])) == labels(first)


async def test_the_same_press_twice_changes_nothing(stage: Stage, mara: Chat) -> None:
    first = await asked_now(stage, mara)
    press = choices(first)[3]
    await mara.press(first["id"], press)
    stored, seen = await everything(stage), mara.bubbles()
    await mara.press(first["id"], press)
    assert (await everything(stage), mara.bubbles()) == (stored, seen)


@sqlite
@pytest.mark.parametrize("label", ["Skip", "Skip all", "Still in session"])
async def test_the_same_way_out_twice_changes_nothing(stage: Stage, mara: Chat, label: str) -> None:
    first = await asked_now(stage, mara)
    press = data(first, label)
    await mara.press(first["id"], press)
    stored, seen = await everything(stage), mara.bubbles()
    await go(stage, minutes=1)
    await mara.press(first["id"], press)
    assert (await everything(stage), mara.bubbles()) == (stored, seen)


async def test_a_strangers_press_changes_and_shows_nothing(stage: Stage, mara: Chat) -> None:
    jonas = await settled_in(stage.chat(JONAS), city="Berlin")
    first = await asked_now(stage, mara)
    stored, own, hers = await everything(stage), jonas.everything(), mara.everything()
    for label in (*labels(first), "Change"):
        press = data(first, label) if label != "Change" else choices(first)[0].replace("answer", "change")
        await jonas.press(jonas.last["id"], press)
        assert jonas.toast()["text"] == "That one is not open any more."
    assert await everything(stage) == stored
    assert (jonas.everything(), mara.everything()) == (own, hers)


async def test_an_erased_question_is_gone(stage: Stage, mara: Chat) -> None:
    first = await asked_now(stage, mara)
    async with stage.database.write() as session:
        for asked in await rows(stage, AskedQuestion):
            await session.delete(await session.get_one(AskedQuestion, asked.id))
    stored, seen = await everything(stage), mara.bubbles()
    await mara.press(first["id"], choices(first)[0])
    assert mara.toast()["text"] == "That one is not open any more."
    assert (await everything(stage), mara.bubbles()) == (stored, seen)


async def test_a_replaced_question_is_gone(stage: Stage, mara: Chat) -> None:
    first = await asked_unbidden(stage, mara)
    await go(stage, hours=3)
    assert "Still here" in mara.text
    stored = await everything(stage)
    await mara.press(first["id"], choices(first)[0])
    assert mara.toast()["text"] == "That one is not open any more."
    assert await everything(stage) == stored


@sqlite
@pytest.mark.parametrize("forged", ["answer:zz:4", "answer:4", "answer", "skip:-1", "why:", "back:999999999"])
async def test_a_forged_press_is_gone(stage: Stage, mara: Chat, forged: str) -> None:
    first = await asked_now(stage, mara)
    stored = await everything(stage)
    await mara.press(first["id"], forged)
    assert mara.toast()["text"] == "That one is not open any more."
    assert await everything(stage) == stored


@sqlite
async def test_an_answer_of_another_kind_is_refused(stage: Stage, mara: Chat) -> None:
    first = await asked_now(stage, mara)
    await mara.press(first["id"], choices(first)[0][:-1] + "7")
    assert mara.toast()["text"] == "That one is not open any more."
    assert waiting(mara)[-1]["id"] == first["id"]


@sqlite
async def test_skip_goes_on_and_skip_all_ends(stage: Stage, mara: Chat) -> None:
    first = await asked_now(stage, mara)
    await mara.tap("Skip", on=first["id"])
    assert "Skipped" in mara.bubble(first["id"])["text"]
    assert " · 2 of 2 · " in mara.text
    other = await asked_now(stage, mara, "River")
    await mara.tap("Skip all", on=other["id"])
    assert mara.last["id"] == other["id"]
    assert [one.state for one in await questions_of(stage, mara)] == ["skipped", "open", "skipped"]


@sqlite
async def test_a_skipped_question_can_still_be_answered_and_brings_nothing_more(
    stage: Stage, mara: Chat
) -> None:
    first = await asked_now(stage, mara)
    await mara.tap("Skip all", on=first["id"])
    await mara.tap("Change", on=first["id"])
    await mara.tap("3", on=first["id"])
    assert "3 of 5" in mara.text
    assert mara.last["id"] == first["id"]


@sqlite
async def test_words_reach_a_skipped_question_that_was_opened_again(stage: Stage, mara: Chat) -> None:
    await mara.say("/checkin")
    while "Just type it." not in mara.text:
        await answer(mara)
        if not waiting(mara):
            await mara.say("/checkin")
    question = mara.last
    await mara.tap("Skip", on=question["id"])
    await go(stage, hours=2)
    await mara.tap("Change", on=question["id"])
    await mara.say("The long silence.")
    assert "Your line" in mara.bubble(question["id"])["text"]


@sqlite
async def test_a_planned_session_counts_as_held_once_it_is_answered_about(stage: Stage, mara: Chat) -> None:
    from db.models import Appointment

    first = await asked_unbidden(stage, mara)
    assert [one.status for one in await rows(stage, Appointment)] == ["planned"]
    await mara.tap("Skip", on=first["id"])
    assert [one.status for one in await rows(stage, Appointment)] == ["planned"]
    await answer(mara)
    assert [one.status for one in await rows(stage, Appointment)] == ["held"]


@sqlite
async def test_why_this_opens_a_box_and_leaves_the_chat(stage: Stage, mara: Chat) -> None:
    first = await asked_now(stage, mara)
    seen = mara.bubbles()
    await mara.tap("Why this?", on=first["id"])
    assert mara.toast()["show_alert"]
    assert mara.toast()["text"].startswith("I had not asked you about “")
    assert mara.bubbles() == seen


@sqlite
async def test_a_check_in_about_the_day_has_no_session_to_confirm(mara: Chat) -> None:
    await mara.say("/checkin")
    assert " · 1 of 2 · " in mara.text
    assert mara.text.startswith("The day · ")
    assert "1" not in labels(mara.last)  # a rating is of one client
    await just_finished(mara, "Oak")
    await mara.say("/checkin")
    assert mara.labels() == [["Oak"], ["The day"]]
    await mara.tap("Oak")
    assert mara.text.startswith("Oak · 1 of 2 · ")


@sqlite
async def test_one_press_or_two_make_one_check_in(mara: Chat) -> None:
    await just_finished(mara, "Oak")
    await mara.say("/checkin")
    chooser, press = mara.last, data(mara.last, "Oak")
    await mara.press(chooser["id"], press)
    seen = mara.bubbles()
    await mara.press(chooser["id"], press)
    assert mara.bubbles() == seen
