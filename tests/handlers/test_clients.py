"""/clients: the list, a client's card, and what is told there."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from db.models import Client
from tests.handlers.checkin_make import everything, go, labels, on
from tests.handlers.clients_make import AGAIN, DIED, ON_HOLD, card, hush, tell, yes_of
from tests.handlers.look import SQLITE, rows
from tests.handlers.settings_make import set_row
from tests.make import just_finished, planned, settled_in
from tests.stage import JONAS, Chat, Stage, buttons

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
GONE = "That one is not open any more."
MANY = [f"Word{letter}" for letter in "ABCDEFGHIJ"]


async def statuses(stage: Stage) -> list[str]:
    return [client.status for client in await rows(stage, Client)]


async def test_every_code_stands_on_one_card_with_its_state_in_words(stage: Stage, mara: Chat) -> None:
    for plan in ("River 14:00", "Oak 12:00", "Fern 13:00"):
        await planned(mara, plan)
    await tell(mara, "On hold", "River")
    await tell(mara, "Died", "Fern")
    await mara.say("/clients")
    assert mara.text == "Your clients\nFern, died\nOak: next today 12:00\nRiver, on hold: next today 14:00"
    assert mara.labels() == [["Fern", "Oak"], ["River"]]
    await hush(stage, stage.now)
    await mara.say("/clients")
    assert mara.text == (
        "Your clients\nFern, died\nOak, quiet after a hard one: next today 12:00\n"
        "River, on hold: next today 14:00"
    )


@sqlite
async def test_without_clients_it_says_where_they_come_from(mara: Chat) -> None:
    await mara.say("/clients")
    assert mara.text.startswith("No clients yet.")
    assert mara.labels() == []


@sqlite
async def test_more_than_eight_are_turned_over_in_place(mara: Chat) -> None:
    for hour, word in enumerate(MANY, 10):
        await planned(mara, f"{word} {hour}:00")
    await mara.say("/clients")
    first, shown = mara.text, mara.last["id"]
    assert _codes(first) == MANY[:8]
    await mara.tap("Further in the list")
    assert _codes(mara.text) == MANY[8:]
    await mara.tap(MANY[9])
    await mara.tap("Back")
    assert _codes(mara.text) == MANY[8:], "back to the part of the list that one came from"
    await mara.tap("Earlier in the list")
    assert (mara.text, mara.last["id"]) == (first, shown)


def _codes(card: str) -> list[str]:
    return [line.partition(":")[0] for line in card.split("\n")[1:]]


@sqlite
async def test_a_card_says_what_is_there_now(mara: Chat) -> None:
    await just_finished(mara, "Oak")
    await planned(mara, "Oak 14:00")
    shown = await card(mara)
    assert mara.text == "Oak\nNext: today 14:00.\n1 session held."
    assert mara.labels() == [["On hold", "Ended"], ["Died", "More"], ["Back"]]
    await tell(mara, "On hold")
    await mara.tap("Oak", on=(await _list(mara)))
    assert mara.text == "Oak, on hold\nNext: today 14:00."
    assert mara.labels() == [["Active again", "Ended"], ["Died", "More"], ["Back"]]
    await tell(mara, "Died")
    await mara.tap("Oak", on=(await _list(mara)))
    assert (mara.text, mara.labels()) == ("Oak, died", [["Undo", "More"], ["Back"]])
    assert mara.bubble(shown["id"])["text"] != mara.text


async def _list(mara: Chat) -> int:
    await mara.say("/clients")
    return int(mara.last["id"])


async def test_died_is_asked_once_and_then_said_once_with_nothing_else(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 14:00")
    shown = await card(mara)
    await mara.tap("Died")
    assert (mara.text, mara.labels()) == ("Oak has died?", [["Yes", "Back"]])
    assert await statuses(stage) == ["active"]
    await mara.tap("Back")
    assert mara.labels() == [["On hold", "Ended"], ["Died", "More"], ["Back"]]
    await mara.tap("Died")
    seen = len(mara.bubbles())
    await mara.tap("Yes")
    assert (mara.bubble(shown["id"])["text"], labels(mara.bubble(shown["id"]))) == (DIED, [])
    assert (len(mara.bubbles()), await statuses(stage)) == (seen, ["died"])


async def test_on_hold_is_said_in_a_line_and_can_be_undone_there(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 14:00")
    shown = await tell(mara, "On hold")
    assert (shown["text"], labels(shown)) == (ON_HOLD, ["Active again", "Ended", "Died", "More", "Back"])
    assert await statuses(stage) == ["on_hold"]
    await mara.tap("Active again", on=shown["id"])
    assert mara.bubble(shown["id"])["text"] == AGAIN
    assert labels(mara.bubble(shown["id"])) == ["On hold", "Ended", "Died", "More", "Back"]
    assert await statuses(stage) == ["active"]


@sqlite
async def test_the_same_press_twice_changes_nothing(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 14:00")
    yes = await yes_of(mara)
    await mara.press(mara.last["id"], yes)
    stored = await everything(stage)
    await mara.press(mara.last["id"], yes)
    assert (mara.text, await everything(stage)) == (DIED, stored)


async def test_after_a_hard_one_the_card_offers_to_ask_again(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 14:00")
    await hush(stage, stage.now)
    shown = await card(mara)
    assert shown["text"].startswith("Oak, quiet after a hard one\n")
    assert mara.labels() == [["On hold", "Ended"], ["Died", "More"], ["Ask about Oak again"], ["Back"]]
    await mara.tap("Ask about Oak again")
    assert mara.text == AGAIN
    assert [client.hushed_at for client in await rows(stage, Client)] == [None]
    await go(stage, on(23, "14:55"))
    assert "Oak, 14:00 · 1 of 2" in mara.text


@sqlite
async def test_active_again_does_not_undo_a_hard_one(stage: Stage, mara: Chat) -> None:
    """A slip on [Died] taken back must not bring questions that were not wanted before."""
    await planned(mara, "Oak 14:00")
    await hush(stage, datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
    await tell(mara, "Died")
    shown = await tell(mara, "Undo")
    assert shown["text"].startswith("Oak, quiet after a hard one\n")
    await go(stage, on(23, "18:30"))
    assert mara.last["id"] == shown["id"]


async def test_a_stranger_with_the_same_buttons_is_refused(stage: Stage, mara: Chat) -> None:
    jonas = await settled_in(stage.chat(JONAS), city="Berlin")
    await planned(mara, "Oak 14:00")
    yes = await yes_of(mara)
    await tell(mara, "On hold")
    forged = {yes, *(b["data"] for bubble in mara.bubbles() for b in buttons(bubble))} - {"clients:0"}
    forged |= {yes.replace("died", "on_hold"), yes.replace("died", "active"), yes.replace("died", "ended")}
    forged.add(yes.replace("client_as", "client_ask").removesuffix(":died"))
    await hush(stage, stage.now)
    stored, hers, his = await everything(stage), mara.everything(), jonas.everything()
    for data in sorted(one for one in forged if one.startswith("client")):
        await jonas.press(jonas.last["id"], data)
        assert jonas.toast()["text"] == GONE, data
    assert (mara.everything(), jonas.everything()) == (hers, his)
    assert await everything(stage) == stored
    await jonas.say("/clients")
    assert jonas.text.startswith("No clients yet.")


@sqlite
async def test_a_state_that_does_not_exist_cannot_be_told(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 14:00")
    await mara.press(mara.last["id"], (await yes_of(mara)).replace("died", "hungry"))
    assert (mara.toast()["text"], await statuses(stage)) == (GONE, ["active"])


@sqlite
async def test_where_words_stand_hidden_the_buttons_have_numbers(stage: Stage, mara: Chat) -> None:
    for plan in ("Oak 12:00", "River 13:00"):
        await planned(mara, plan)
    await set_row(stage, mara, discreet=True)
    await hush(stage, stage.now)
    await mara.say("/clients")
    assert mara.labels() == [["1", "2"]]
    await mara.tap("2")
    assert mara.labels() == [["On hold", "Ended"], ["Died", "More"], ["Ask about them again"], ["Back"]]
