"""Once sessions are planned: the gaps are offered, then a moment before sessions; each once."""

from __future__ import annotations

import pytest

from db import therapists
from handlers.context import Turn
from handlers.effects import Effects, Say
from handlers.first_plan import offers_after_plan
from tests.handlers.look import SQLITE
from tests.handlers.settings_make import row_of, set_row
from tests.stage import Chat, Stage

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)


async def planned(stage: Stage, mara: Chat) -> Effects:
    """What is said once a plan was stored."""
    me = await row_of(stage, mara)
    async with stage.database.write() as session:
        turn = Turn(
            services=stage.app.services, session=session, now=stage.now, telegram_id=me.telegram_id,
            chat_id=me.chat_id, known=await therapists.get(session, me.id),
        )  # fmt: skip
        return await offers_after_plan(turn)


def labels(effects: Effects) -> list[str]:
    return [
        button.label for effect in effects if isinstance(effect, Say) for row in effect.rows for button in row
    ]


@sqlite
async def test_one_question_at_a_time_and_each_once(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, gaps_offered=False, prepares=None)
    assert labels(await planned(stage, mara)) == ["In the gaps", "After each", "Once, in the evening"]
    assert labels(await planned(stage, mara)) == ["Yes, 15 minutes before", "No"]
    assert await planned(stage, mara) == []
    me = await row_of(stage, mara)
    assert (me.gaps_offered, me.prepares, me.rhythm) == (True, False, "after")


@sqlite
async def test_what_is_tapped_counts_at_once_and_brings_the_second_question(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, prepares=None)
    shown = mara.last["id"]
    await mara.press(shown, "gaps:gaps")
    assert mara.bubble(shown)["text"] == "I will ask: In the gaps. /settings changes it."
    assert mara.labels() == [["Yes, 15 minutes before", "No"]]
    await mara.tap("Yes, 15 minutes before")
    assert mara.text == "A moment before, then. /settings changes it."
    me = await row_of(stage, mara)
    assert (me.prepares, me.prepare_minutes, me.rhythm) == (True, 15, "gaps")


@sqlite
async def test_a_made_up_choice_changes_nothing(stage: Stage, mara: Chat) -> None:
    for data in ("gaps:never", "prepare:perhaps"):
        await mara.press(mara.last["id"], data)
        assert mara.toast()["text"] == "That one is not open any more."
    assert (await row_of(stage, mara)).rhythm == "after"
