"""Editing a message in Telegram edits what was kept of it; what comes twice changes nothing twice."""

from __future__ import annotations

from typing import Any

import pytest

from db.models import Answer, Appointment, Note
from tests.handlers.asked import Ask, in_words
from tests.handlers.look import SQLITE, counts, kept, rows
from tests.make import just_finished, planned
from tests.stage import MARA, Chat, Stage

__all__ = ["in_words"]  # a fixture
sqlite_alone = pytest.mark.parametrize("database_url", SQLITE, indirect=True)


async def bring_again(stage: Stage, message_id: int, kind: str = "message", **changed: Any) -> None:
    """Telegram brings an update once more, as after a crash before it was acknowledged."""
    world = stage.sandbox.world
    body = world.message(world.chats.all[MARA].messages[message_id])
    world.updates.add(kind, {**body, **changed})
    await stage.settle()


async def test_an_edit_changes_the_answer_and_its_bubble_says_so(
    mara: Chat, stage: Stage, in_words: Ask
) -> None:
    question = await in_words(mara)
    typed = await mara.say("Rushed the end.")
    await stage.wait(minutes=1)
    await mara.edit(typed, "Rushed the end again.")
    assert await kept(stage) == ["Rushed the end again."]
    assert "Your line, as you changed it → Oak" in mara.bubble(question)["text"]
    (answer,) = [one for one in await rows(stage, Answer) if one.text_sealed]
    assert answer.edited_at == stage.now


async def test_an_edit_changes_a_line_under_whichever_key_it_is(mara: Chat, stage: Stage) -> None:
    await just_finished(mara)
    typed = await mara.say("Rushed the end.")
    await mara.edit(typed, "Rushed it.")
    assert mara.text.startswith("Kept. Whose line is it?")
    await mara.tap("Oak")
    await mara.edit(typed, "Rushed the end again.")
    assert await kept(stage) == ["Rushed the end again."]
    assert mara.text == "Your line, as you changed it → Oak"


@sqlite_alone
async def test_an_edit_of_anything_else_changes_and_says_nothing(mara: Chat, stage: Stage) -> None:
    plan = await planned(mara, "Oak 14:30")
    command = await mara.say("/today")
    before, said = await counts(stage), len(mara.bubbles())
    await mara.edit(plan, "Oak 15:30")
    await mara.edit(command, "/settings")
    assert (await counts(stage), len(mara.bubbles())) == (before, said)


async def test_an_older_edit_that_comes_late_changes_nothing(mara: Chat, stage: Stage, in_words: Ask) -> None:
    await in_words(mara)
    typed = await mara.say("One.")
    await stage.wait(minutes=1)
    first = int(stage.now.timestamp())
    await mara.edit(typed, "Two.")
    await stage.wait(minutes=1)
    await mara.edit(typed, "Three.")
    await bring_again(stage, typed, "edited_message", text="Two.", edit_date=first)
    assert await kept(stage) == ["Three."]


@sqlite_alone
async def test_an_edit_that_comes_twice_changes_nothing_twice(mara: Chat, stage: Stage) -> None:
    typed = await mara.say("One.")
    await mara.edit(typed, "Two.")
    (before,) = await rows(stage, Note)
    await stage.wait(minutes=5)
    await bring_again(stage, typed, "edited_message")
    (after,) = await rows(stage, Note)
    assert (after.edited_at, after.text_sealed) == (before.edited_at, before.text_sealed)


@sqlite_alone
async def test_two_edits_within_one_second_both_count(mara: Chat, stage: Stage) -> None:
    typed = await mara.say("One.")
    await mara.edit(typed, "Two.")
    await mara.edit(typed, "Three.")
    assert await kept(stage) == ["Three."]


async def test_a_line_that_comes_twice_is_kept_once(mara: Chat, stage: Stage) -> None:
    await just_finished(mara)
    typed = await mara.say("Rushed the end again.")
    before, said = await counts(stage), len(mara.bubbles())
    await bring_again(stage, typed)
    assert (await counts(stage), len(mara.bubbles())) == (before, said)


async def test_an_answer_that_comes_twice_is_not_taken_for_the_next_one(
    mara: Chat, stage: Stage, in_words: Ask
) -> None:
    await in_words(mara)
    typed = await mara.say("At the door.")
    before = await counts(stage)
    await bring_again(stage, typed)
    assert await counts(stage) == before
    assert await kept(stage) == ["At the door."]


@sqlite_alone
async def test_a_code_that_comes_twice_is_said_back_again_and_records_once(mara: Chat, stage: Stage) -> None:
    await mara.say("Just finished")
    typed = await mara.say("Birch")
    before = await counts(stage)
    await bring_again(stage, typed)
    after = await counts(stage)
    assert {**after, "messages": 0} == {**before, "messages": 0}
    assert mara.text.startswith("Birch, just finished.")


@sqlite_alone
async def test_a_plan_that_comes_twice_is_planned_once(mara: Chat, stage: Stage) -> None:
    typed = await planned(mara, "Oak 14:30")
    await bring_again(stage, typed)
    assert len(await rows(stage, Appointment)) == 1
