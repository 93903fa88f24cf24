"""Weeks in which nothing came in: a kind line, then the question whether to be quieter, and then being so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.handlers.digest_make import FRIDAY, WEEK, digests_of, leap, look_back
from tests.handlers.settings_make import row_of
from tests.stage import Chat, Stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
QUIET = "A quiet week here. I am around when you want me."
ASKED = "Shall I be quieter?"


async def quiet_weeks(stage: Stage, chat: Chat, first: int, last: int) -> list[str]:
    """Let these Fridays pass (0 is the first). Returns what the bot said on each; "" where it kept silent."""
    said = []
    for week in range(first, last + 1):
        before = len(chat.bubbles())
        await leap(stage, FRIDAY + week * WEEK)
        said.append("\n".join(str(bubble["text"]) for bubble in chat.bubbles()[before:]))
    return said


async def after_three(stage: Stage, chat: Chat) -> None:
    """A full week, and three quiet ones."""
    await look_back(chat)
    said = await quiet_weeks(stage, chat, 0, 3)
    assert said[:3] == ["Your week is ready.", QUIET, QUIET]
    assert ASKED in said[3]


async def test_a_quiet_week_gets_one_kind_line(stage: Stage, mara: Chat) -> None:
    await look_back(mara)
    await quiet_weeks(stage, mara, 0, 1)
    assert (mara.text, mara.labels()) == (QUIET, [])


async def test_after_three_the_bot_asks_whether_to_be_quieter(stage: Stage, mara: Chat) -> None:
    await after_three(stage, mara)
    assert mara.labels() == [["Once a month", "Pause"], ["Stay as it is"]]


async def test_once_a_month_is_every_fourth_week(stage: Stage, mara: Chat) -> None:
    await after_three(stage, mara)
    asked = mara.last["id"]
    await mara.tap("Once a month")
    assert mara.bubble(asked)["text"].startswith("Once a month, then.")
    said = await quiet_weeks(stage, mara, 4, 11)
    assert said == ["", "", "", "A quiet time here. I am around when you want me."] * 2


async def test_once_a_month_holds_for_weeks_with_something_in_them_too(stage: Stage, mara: Chat) -> None:
    await after_three(stage, mara)
    await mara.tap("Once a month")
    await leap(stage, FRIDAY + 3 * WEEK + timedelta(days=3))
    await look_back(mara)
    assert await quiet_weeks(stage, mara, 4, 7) == ["", "", "", "Your week is ready."]


async def test_staying_as_it_is_ends_the_asking(stage: Stage, mara: Chat) -> None:
    await after_three(stage, mara)
    await mara.tap("Stay as it is")
    assert await quiet_weeks(stage, mara, 4, 8) == [QUIET] * 5


async def test_a_pause_is_a_pause(stage: Stage, mara: Chat) -> None:
    await after_three(stage, mara)
    asked = mara.last["id"]
    await mara.tap("Pause")
    assert "I am quiet until you say." in mara.bubble(asked)["text"]
    assert await quiet_weeks(stage, mara, 4, 9) == [""] * 6


async def test_without_a_word_it_is_quieter_until_something_comes_in(stage: Stage, mara: Chat) -> None:
    await after_three(stage, mara)
    assert await quiet_weeks(stage, mara, 4, 6) == [""] * 3
    await leap(stage, FRIDAY + 6 * WEEK + timedelta(days=3))
    await look_back(mara)
    assert await quiet_weeks(stage, mara, 7, 8) == ["Your week is ready.", QUIET]
    assert (await row_of(stage, mara)).digest_pace == "weekly"


async def test_a_full_week_begins_the_count_anew(stage: Stage, mara: Chat) -> None:
    await look_back(mara)
    await quiet_weeks(stage, mara, 0, 2)
    await leap(stage, FRIDAY + 2 * WEEK + timedelta(days=3))
    await look_back(mara)
    await quiet_weeks(stage, mara, 3, 5)
    kinds = [digest.kind for digest in await digests_of(stage, mara)]
    assert kinds == ["full", "quiet", "quiet"] * 2


async def test_asked_for_in_a_quiet_spell_it_just_says_so(stage: Stage, mara: Chat) -> None:
    await look_back(mara)
    await quiet_weeks(stage, mara, 0, 2)
    await leap(stage, FRIDAY + 2 * WEEK + timedelta(days=1))
    await mara.say("/digest")
    assert (mara.text, mara.labels()) == (
        "Nothing new since your last digest. I am around when you want me.",
        [],
    )
