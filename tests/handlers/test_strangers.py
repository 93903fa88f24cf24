"""Nobody's buttons work in anybody else's hands: nothing changes, nothing of the other person shows."""

from __future__ import annotations

import pytest

from tests.handlers.asked import Ask, in_words
from tests.handlers.look import SQLITE, counts
from tests.make import just_finished, planned, settled_in
from tests.stage import JONAS, Chat, Stage, buttons

__all__ = ["in_words"]  # a fixture
sqlite_alone = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
OWN = {"day"}  # [Back] to the card leads everybody to their own
GONE = "That one is not open any more."


async def everything_pressed(owner: Chat, stranger: Chat) -> None:
    """The stranger presses every button that the owner has, on a message of their own."""
    own = stranger.last["id"]
    seen = stranger.bubbles()
    for bubble in owner.bubbles():
        for button in (one for one in buttons(bubble) if one["data"] not in OWN):
            await stranger.press(own, button["data"])
            assert stranger.toast()["text"] == GONE
    assert stranger.bubbles() == seen


async def mara_in_the_middle(mara: Chat) -> None:
    """Every kind of bubble of these conversations stands in Mara's chat."""
    await just_finished(mara)
    await mara.say("Rushed the end again.")
    await planned(mara, "River 14:30")
    await mara.say("Today")
    await mara.tap("8:10 Oak")


async def test_another_therapist_cannot_use_what_is_mine(mara: Chat, stage: Stage, in_words: Ask) -> None:
    jonas = await settled_in(stage.chat(JONAS))
    await jonas.say("/today")
    await in_words(mara)
    await mara_in_the_middle(mara)
    before = {**await counts(stage), "messages": 0}
    await everything_pressed(mara, jonas)
    assert {**await counts(stage), "messages": 0} == before


@sqlite_alone
async def test_who_has_not_agreed_gets_nothing_from_any_button(
    mara: Chat, stage: Stage, in_words: Ask
) -> None:
    await in_words(mara)
    await mara_in_the_middle(mara)
    jonas = stage.chat(JONAS)
    await jonas.say("hello")
    before = await counts(stage)
    await everything_pressed(mara, jonas)
    assert await counts(stage) == before
    assert "Oak" not in str(jonas.everything())


@sqlite_alone
async def test_a_reply_to_an_id_of_somebody_elses_chat_finds_nothing(
    mara: Chat, stage: Stage, in_words: Ask
) -> None:
    await in_words(mara)
    jonas = await settled_in(stage.chat(JONAS))
    own = next(message["id"] for message in jonas.everything() if message["from"] == "person")
    await jonas.say("A line of mine.", reply_to=own)
    assert jonas.text.startswith("Kept. Whose line is it?")
    assert jonas.labels()[0] == ["General"]
