"""Nothing of a hard session is in a digest: no count, no figure, no quote; but a quote that was starred."""

from __future__ import annotations

import pytest

from tests.handlers.asked import Ask, in_numbers, in_words
from tests.handlers.digest_make import FRIDAY, WEEK, data_of, leap, look_back, to_friday, write_line
from tests.handlers.look import SQLITE
from tests.make import just_finished
from tests.stage import Chat, Stage

__all__ = ["in_numbers", "in_words"]  # fixtures
sqlite_alone = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
HARD, ADDED, OTHER = "It all went quiet at the end.", "And once more on the stairs.", "The garden again."


async def hard_week(mara: Chat, in_words: Ask, *, starred: bool) -> None:
    """One ordinary session with River, and a hard one with Oak: an answer in words, and a line with it."""
    await look_back(mara, "River", rating="4", line="A calm hour, and then the door.")
    await write_line(mara, OTHER, "River")
    question = await in_words(mara)
    await mara.say(HARD)
    await mara.say(ADDED, reply_to=question)
    await mara.tap("Hard one", on=question)
    if starred:
        await mara.tap("Take to supervision")


async def test_it_counts_for_nothing_and_is_not_quoted(mara: Chat, stage: Stage, in_words: Ask) -> None:
    await hard_week(mara, in_words, starred=False)
    digest = await to_friday(stage, mara)
    assert digest["text"].startswith("23–27 November\n1 session, looked back on.\n")
    await mara.tap("My words")
    shown = [str(mara.last["text"]), str(digest["text"])]
    assert not [text for text in shown if HARD in text or ADDED in text or "Oak" in text]
    assert OTHER in shown[0]


async def test_what_was_starred_is_quoted_and_counts_for_nothing(
    mara: Chat, stage: Stage, in_words: Ask
) -> None:
    await hard_week(mara, in_words, starred=True)
    digest = await to_friday(stage, mara)
    assert digest["text"].startswith("23–27 November\n1 session, looked back on.\n")
    assert f"“{HARD}” Mon, Oak" in digest["text"]
    await mara.tap("My words")
    assert HARD in mara.text
    assert ADDED in mara.text


async def test_its_ratings_are_in_no_figure(mara: Chat, stage: Stage, in_numbers: Ask) -> None:
    await in_numbers(mara)
    await mara.tap("2")
    await mara.tap("2")
    await mara.tap("Hard one")
    await mara.tap("Take to supervision")
    await just_finished(mara, "River")
    await mara.tap("Now")
    for _ in range(2):
        await mara.tap("5")
    digest = await to_friday(stage, mara)
    assert digest["text"].startswith("23–27 November\n1 session, looked back on.\n")
    assert "2" not in digest["text"].partition("\n")[2].partition("In your words")[0].replace("23–27", "")
    assert "5" in digest["text"]


async def test_undone_it_counts_again(mara: Chat, stage: Stage, in_words: Ask) -> None:
    await hard_week(mara, in_words, starred=False)
    await mara.tap("Undo")
    digest = await to_friday(stage, mara)
    assert digest["text"].startswith("23–27 November\n2 sessions, ")
    await mara.tap("My words")
    assert HARD in mara.text


@sqlite_alone
async def test_a_week_with_a_hard_one_alone_is_a_quiet_week(mara: Chat, stage: Stage, in_words: Ask) -> None:
    await leap(stage, FRIDAY)
    await leap(stage, FRIDAY + WEEK / 2)
    question = await in_words(mara)
    await mara.say(HARD)
    await mara.tap("Hard one", on=question)
    await leap(stage, FRIDAY + WEEK)
    assert "Your week is ready." not in mara.text
    assert "quiet" in mara.text


@sqlite_alone
async def test_an_older_digest_that_is_opened_again_leaves_it_out_too(
    mara: Chat, stage: Stage, in_words: Ask
) -> None:
    await look_back(mara, "River")
    await in_words(mara)
    await mara.say(HARD)
    digest = await to_friday(stage, mara)
    await mara.tap("My words")
    assert HARD in mara.text
    question = next(b for b in mara.bubbles() if "Hard one" in str(b["keyboard"]) and "Oak" in b["text"])
    await mara.press(question["id"], data_of(question, "Hard one"))
    await mara.press(digest["id"], data_of(digest, "My words"))
    assert HARD not in mara.bubble(digest["id"])["text"]
