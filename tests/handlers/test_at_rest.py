"""A client on hold or died: from the moment it is told nothing is asked about them, and nothing is lost."""

from __future__ import annotations

import pytest

from db.models import AskedQuestion, CheckIn, Client
from tests.handlers.asked import Ask, in_words
from tests.handlers.checkin_make import (
    answer,
    asked_now,
    asked_unbidden,
    checkins_of,
    data,
    everything,
    fail,
    go,
    labels,
    on,
    waiting,
)
from tests.handlers.clients_make import DIED, QUIET, QUIET_DIED, SAID, kept_rows, mentions, tell, yes_of
from tests.handlers.look import SQLITE, codes, kept, rows
from tests.handlers.settings_make import set_row
from tests.make import just_finished, planned
from tests.stage import Chat, Stage

__all__ = ["in_words"]  # a fixture
sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
either = pytest.mark.parametrize("what", ["On hold", "Died"])


async def quiet_until(stage: Stage, mara: Chat, day: int, clock: str) -> None:
    """Nothing more is sent until then, and no bubble changes."""
    seen = mara.everything()
    await stage.until(on(day, clock))
    assert mara.everything() == seen


async def evening_of_three(stage: Stage, mara: Chat, *, closed: bool = False) -> int:
    """Oak, River and Fern are offered together; returns the offer's message."""
    await set_row(stage, mara, rhythm="evening")
    for plan in ("Oak 10:00", "River 11:00", "Fern 12:00"):
        await planned(mara, plan)
    await go(stage, on(23, "18:30"))
    assert closed or "Three today: Oak, River, Fern." in mara.text
    return int(mara.last["id"])


@either
async def test_a_check_in_still_to_come_does_not_come(stage: Stage, mara: Chat, what: str) -> None:
    await planned(mara, "Oak 10:00")
    echo = mara.last["id"]
    assert "I will ask at 10:55." in mara.text
    await tell(mara, what)
    assert (mara.bubble(echo)["text"], labels(mara.bubble(echo))) == ("Oak, 10:00–10:50.", [])
    await quiet_until(stage, mara, 24, "12:00")


@either
async def test_an_open_question_becomes_a_line_without_buttons(stage: Stage, mara: Chat, what: str) -> None:
    question = (await asked_unbidden(stage, mara))["id"]
    old = data(mara.bubble(question), "Skip")
    stored = await kept_rows(stage)
    await tell(mara, what)
    assert (mara.bubble(question)["text"], labels(mara.bubble(question))) == ("Oak, 9:00.", [])
    await mara.press(question, old)
    assert (mara.toast()["text"], mara.bubble(question)["text"]) == (
        "That one is not open any more.",
        "Oak, 9:00.",
    )
    await quiet_until(stage, mara, 25, "12:00")
    assert await kept_rows(stage) == stored
    assert [one.state for one in await checkins_of(stage, mara)] == ["dropped"]


async def test_one_put_off_does_not_come_back(stage: Stage, mara: Chat) -> None:
    question = (await asked_unbidden(stage, mara))["id"]
    await mara.tap("Later", on=question)
    await mara.tap("1 hour", on=question)
    await tell(mara, "Died")
    assert (mara.bubble(question)["text"], labels(mara.bubble(question))) == ("Oak, 9:00.", [])
    await quiet_until(stage, mara, 25, "12:00")


async def test_between_an_answer_and_the_next_question(stage: Stage, mara: Chat) -> None:
    """What was answered stays as it is, and can be changed; the next one closes."""
    first = await asked_unbidden(stage, mara)
    answered = await answer(mara, first)
    second = mara.last["id"]
    await tell(mara, "Died")
    assert mara.bubble(first["id"]) == answered
    assert mara.bubble(second)["text"] == "Oak, 9:00."
    await quiet_until(stage, mara, 25, "12:00")
    await mara.tap("Change" if "Change" in labels(answered) else "Move", on=first["id"])
    assert labels(mara.bubble(first["id"]))


@sqlite
async def test_a_next_question_that_never_arrived_stays_away(stage: Stage, mara: Chat) -> None:
    """Told between the answer and the repeat of a send that failed."""
    first = await asked_unbidden(stage, mara)
    fail(stage, drop="before")
    await answer(mara, first)
    await tell(mara, "Died")
    await quiet_until(stage, mara, 25, "12:00")
    assert [one.state for one in await rows(stage, AskedQuestion)][-2:] == ["answered", "dropped"]


@either
async def test_an_offer_that_was_sent_names_the_others_only(stage: Stage, mara: Chat, what: str) -> None:
    offer = await evening_of_three(stage, mara)
    oak = data(mara.bubble(offer), "Only Oak")
    await tell(mara, what)
    assert mara.bubble(offer)["text"] == "Two today: River, Fern. One question each?"
    assert labels(mara.bubble(offer)) == ["Yes", "Only River", "Only Fern", "Not today"]
    await mara.press(offer, oak)
    assert mara.toast()["text"] == "That one is not open any more."
    await mara.tap("Yes", on=offer)
    assert mara.text.startswith("River, 11:00 · 1 of 2 · ")
    await answer(mara)
    assert mara.text.startswith("Fern, 12:00 · 2 of 2 · ")
    await answer(mara)
    assert waiting(mara) == []


@sqlite
async def test_an_offer_still_to_come_leaves_them_out(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, rhythm="evening")
    for plan in ("Oak 17:50", "River 11:00", "Fern 12:00"):
        await planned(mara, plan)
    await tell(mara, "Died")
    await go(stage, on(23, "18:30"))
    assert mara.text == "A moment to look back?\nTwo today: River, Fern. One question each?"


@sqlite
async def test_an_offer_of_nobody_else_closes_without_a_name(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, rhythm="evening")
    for plan in ("Oak 10:00", "Oak 12:00"):
        await planned(mara, plan)
    await go(stage, on(23, "18:30"))
    offer = mara.last["id"]
    await tell(mara, "Died")
    assert (mara.bubble(offer)["text"], labels(mara.bubble(offer))) == ("An evening's look back. Closed.", [])
    await quiet_until(stage, mara, 25, "12:00")


@sqlite
async def test_an_evening_kept_for_them_alone_is_still_there_for_others(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, rhythm="evening")
    await planned(mara, "Oak 10:00")
    await tell(mara, "Died")
    await planned(mara, "River 12:00")
    await go(stage, on(23, "18:30"))
    assert "River, 12:00 · 1 of 2 · " in mara.text


async def test_in_the_middle_of_an_evening_the_others_wait_a_while(stage: Stage, mara: Chat) -> None:
    """Nothing about anybody else follows on the heels of that sentence."""
    offer = await evening_of_three(stage, mara)
    await mara.tap("Yes", on=offer)
    question = mara.last["id"]
    await tell(mara, "Died")
    assert mara.bubble(question)["text"] == "Oak, 10:00."
    assert mara.text == DIED
    await quiet_until(stage, mara, 23, "19:29")
    await go(stage, on(23, "19:30"))
    assert mara.text.startswith("A moment to look back?\nRiver, 11:00 · 2 of 3 · ")
    await answer(mara)
    assert mara.text.startswith("Fern, 12:00 · 3 of 3 · ")
    await answer(mara)
    assert waiting(mara) == []


@sqlite
async def test_another_ones_question_of_that_evening_stays_open(stage: Stage, mara: Chat) -> None:
    offer = await evening_of_three(stage, mara)
    await mara.tap("Yes", on=offer)
    await answer(mara)
    shown = waiting(mara)[-1]
    assert "River" in shown["text"]
    await tell(mara, "Died", "Fern")
    assert waiting(mara)[-1] == shown
    await answer(mara, shown)
    assert waiting(mara) == []
    assert not [b for b in mara.bubbles() if str(b["text"]).startswith("Fern, 12:00 ·")]


@sqlite
async def test_a_look_back_that_was_asked_for_closes_too(mara: Chat) -> None:
    await just_finished(mara, "Oak")
    await mara.say("/checkin")
    choice, oak = mara.last["id"], data(mara.last, "Oak")
    await mara.tap("Oak")
    question = mara.last["id"]
    await tell(mara, "On hold")
    assert (mara.bubble(question)["text"], labels(mara.bubble(question))) == ("Oak.", [])
    await mara.press(choice, oak)
    assert mara.toast()["text"] == QUIET
    await mara.say("/checkin")
    assert waiting(mara)[-1]["text"].startswith("The day · ")


@sqlite
async def test_buttons_of_before_that_would_ask_again_do_not(stage: Stage, mara: Chat) -> None:
    lapsed = (await asked_unbidden(stage, mara))["id"]
    await go(stage, on(24, "9:56"))
    await planned(mara, "Oak 10:00")
    echo = mara.last["id"]
    await go(stage, on(24, "10:55"))
    no_show = waiting(mara)[-1]["id"]
    await mara.tap("Didn't happen", on=no_show)
    await mara.tap("No-show", on=no_show)
    await planned(mara, "Oak 12:00")
    await go(stage, on(24, "12:55"))
    skipped = waiting(mara)[-1]
    presses = [(lapsed, "Answer anyway"), (no_show, "It did")]
    await mara.tap("Skip all", on=skipped["id"])
    presses.append((skipped["id"], "Change"))
    await go(stage, on(24, "15:00"))
    await just_finished(mara, "Oak")
    now = data(mara.last, "Now")
    await tell(mara, "Died")
    for message, label in presses:
        shown = mara.bubble(message)
        await mara.tap(label, on=message)
        assert (mara.toast()["text"], mara.bubble(message)) == (QUIET_DIED, shown), label
    await mara.press(echo, now)
    assert mara.toast()["text"] == QUIET_DIED
    assert waiting(mara) == []


@either
async def test_a_session_told_from_then_on_is_kept_and_not_asked_about(
    stage: Stage, mara: Chat, what: str
) -> None:
    await planned(mara, "Oak 10:00")
    await tell(mara, what)
    await planned(mara, "Oak 14:30")
    assert (mara.text, mara.labels()) == ("Oak, 14:30–15:20.", [["50 min", "Undo"]])
    await mara.say("Just finished")
    assert not mara.has("Oak")
    await mara.say("oak")
    assert (mara.text, mara.labels()) == ("Oak, just finished.", [["50 min", "Undo"]])
    await quiet_until(stage, mara, 25, "12:00")
    assert await codes(stage) == ["Oak"]


@sqlite
async def test_a_slip_taken_back_does_not_take_the_client_along(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 14:30")
    echo = (mara.last["id"], data(mara.last, "Undo"))
    await tell(mara, "Died")
    await mara.press(*echo)
    assert [client.status for client in await rows(stage, Client)] == ["died"]


@either
async def test_the_day_shows_the_session_and_asks_nothing(stage: Stage, mara: Chat, what: str) -> None:
    await planned(mara, "River 9:00")
    await planned(mara, "Oak 9:30")
    await tell(mara, what)
    await go(stage, on(23, "10:30"))
    await mara.say("/today")
    assert mara.text.split("\n")[1:] == ["9:00 River, not confirmed yet", "9:30 Oak"]
    await mara.tap("9:30 Oak")
    assert not mara.has("Now")
    assert mara.has("It was held") == (what == "On hold")


@sqlite
async def test_no_list_offers_them_but_a_line_still_finds_them(
    stage: Stage, mara: Chat, in_words: Ask
) -> None:
    await planned(mara, "River 14:00")
    question = await in_words(mara)
    await tell(mara, "Died")
    await mara.say("Rushed the end again.")
    assert mara.text.startswith("Kept. Whose line is it?")
    assert mara.labels()[0] == ["River", "General"]
    await mara.tap("General")
    await mara.say("What I would have liked to say.", reply_to=question)
    assert mara.text == "Your line → Oak"
    assert await kept(stage) == ["Rushed the end again.", "What I would have liked to say."]


@sqlite
async def test_a_line_that_was_awaited_is_awaited_no_more(stage: Stage, mara: Chat) -> None:
    await answer(mara, await asked_now(stage, mara))
    answered = (await answer(mara))["id"]
    await mara.tap("Add a line", on=answered)
    await mara.tap("Back", on=answered)
    resting = mara.bubble(answered)["text"]
    await mara.tap("Add a line", on=answered)
    await tell(mara, "Died")
    assert mara.bubble(answered)["text"] == resting
    await mara.say("Something else.")
    assert mara.text.startswith("Kept. Whose line is it?")


async def test_active_again_asks_after_sessions_still_to_come(stage: Stage, mara: Chat) -> None:
    """What was let go meanwhile is not caught up on."""
    question = (await asked_unbidden(stage, mara))["id"]
    await planned(mara, "Oak 14:00")
    await planned(mara, "Oak 16:00")
    await tell(mara, "On hold")
    await go(stage, on(23, "15:30"))
    seen = mara.last["id"]
    await tell(mara, "Active again")
    await go(stage, on(23, "16:54"))
    assert waiting(mara) == []
    assert mara.bubble(question)["text"] == "Oak, 9:00."
    assert mara.last["id"] == seen + 2, "/clients and its card"
    await go(stage, on(23, "16:55"))
    assert "Oak, 16:00 · 1 of 2 · " in mara.text


@sqlite
async def test_a_slip_of_the_finger_costs_nothing_of_the_evening(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, rhythm="evening")
    await planned(mara, "Oak 10:00")
    await go(stage, on(23, "12:00"))
    await tell(mara, "Died")
    await tell(mara, "Undo")
    await go(stage, on(23, "18:30"))
    assert "Oak, 10:00 · 1 of 2 · " in mara.text


@sqlite
async def test_a_place_in_the_day_becomes_free(stage: Stage, mara: Chat) -> None:
    """One that will not be asked about counts against no daily limit."""
    await set_row(stage, mara, daily_cap=1)
    await planned(mara, "Oak 10:00")
    await tell(mara, "Died")
    await planned(mara, "Oak 10:30")
    await planned(mara, "River 11:00")
    await go(stage, on(23, "11:55"))
    assert "River, 11:00 · 1 of 2" in mara.text


@sqlite
async def test_a_question_never_answered_is_nobodys_silence(stage: Stage, mara: Chat) -> None:
    """Four lapsed and one of a client who died: the bot does not take it for five left lying."""
    for day in (23, 24, 25, 26):
        await go(stage, on(day, "9:00"))
        await asked_unbidden(stage, mara, "River 9:00")
    await go(stage, on(27, "9:56"))
    await planned(mara, "Oak 10:00")
    await go(stage, on(27, "10:55"))
    await tell(mara, "Died")
    await go(stage, on(28, "12:00"))
    assert "From now on I come once" not in str(mara.bubbles())


@sqlite
async def test_a_restart_in_between_changes_nothing(stage: Stage, mara: Chat) -> None:
    """All of it stands in rows: told before the stop, held after the start."""
    await planned(mara, "Oak 10:00")
    offered = await evening_of_three(stage, mara)
    await tell(mara, "Died")
    await stage.app.stop()
    await stage.app.start()
    await mara.tap("Yes", on=offered)
    assert mara.text.startswith("River, 11:00 · 1 of 2 · ")
    await stage.until(on(25, "12:00"))
    assert not [text for text in mentions(mara)[4:] if "?" in text]


async def test_everything_of_theirs_stays_as_it_is(stage: Stage, mara: Chat) -> None:
    await answer(mara, await asked_now(stage, mara))
    await answer(mara)
    await mara.say("A line for Oak.")
    await mara.tap("Oak")
    await planned(mara, "Oak 14:00")
    stored, typed = await kept_rows(stage), await kept(stage)
    await tell(mara, "Died")
    await stage.until(on(30, "12:00"))
    assert (await kept_rows(stage), await kept(stage)) == (stored, typed)


@sqlite
@pytest.mark.parametrize("what", SAID)
async def test_telling_it_twice_costs_nothing_more(stage: Stage, mara: Chat, what: str) -> None:
    await planned(mara, "River 14:00")
    await just_finished(mara, "Oak")
    yes = (await yes_of(mara)).replace("died", {"Died": "died", "On hold": "on_hold"}[what])
    await mara.press(mara.last["id"], yes)
    stored = await everything(stage)
    stage.sandbox.calls.clear()
    await mara.press(mara.last["id"], yes)
    calls = [method for method, _ in stage.sandbox.calls if method != "getUpdates"]
    assert calls == ["answerCallbackQuery", "editMessageText"]
    assert (mara.text, await everything(stage)) == (SAID[what], stored)
    assert [one.state for one in await rows(stage, CheckIn)][-1] == "dropped"


@sqlite
async def test_a_closed_offer_stays_closed_and_opens_without_them(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, discreet=True)
    offer = await evening_of_three(stage, mara, closed=True)
    await tell(mara, "Died", "2")
    assert mara.bubble(offer)["text"] == "A moment to look back?"
    await mara.tap("Open", on=offer)
    assert "Oak" not in str(mara.bubble(offer))
    assert "River" in str(mara.bubble(offer)["text"])


@sqlite
async def test_a_hard_one_taken_back_brings_no_question_about_them(stage: Stage, mara: Chat) -> None:
    question = (await asked_unbidden(stage, mara))["id"]
    await mara.tap("Hard one", on=question)
    kind = mara.last["id"]
    await tell(mara, "Died")
    await mara.tap("Undo", on=kind)
    assert mara.toast()["text"] == QUIET_DIED
    assert waiting(mara) == []
