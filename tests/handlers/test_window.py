"""24 hours from sending; then one line with [Answer anyway], which goes with the next digest."""

from __future__ import annotations

import pytest

from db.models import Answer
from tests.handlers.checkin_make import LINE, answer, asked_unbidden, data, go, on, questions_of, waiting
from tests.handlers.look import SQLITE, rows
from tests.handlers.settings_make import set_row
from tests.make import planned
from tests.stage import Chat, Stage

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)


async def test_after_a_day_it_shrinks_to_one_line(stage: Stage, mara: Chat) -> None:
    await asked_unbidden(stage, mara)
    await go(stage, hours=3)
    await go(stage, hours=20, minutes=59)
    assert len(waiting(mara)) == 1
    await go(stage, minutes=1)
    assert mara.text == "Oak, Mon 9:00. Closed for now."
    assert mara.labels() == [["Answer anyway"]]


async def test_an_answer_afterwards_is_marked_late(stage: Stage, mara: Chat) -> None:
    await asked_unbidden(stage, mara)
    await go(stage, hours=25)
    await mara.tap("Answer anyway")
    assert mara.labels()[0] == ["1", "2", "3", "4", "5"]
    assert mara.labels()[-1][-1] == "Back"
    late = await answer(mara)
    assert "Answered later" in late["text"]
    assert (await rows(stage, Answer))[-1].late
    assert mara.last["id"] == late["id"]


@sqlite
async def test_back_closes_it_again(stage: Stage, mara: Chat) -> None:
    await asked_unbidden(stage, mara)
    await go(stage, hours=25)
    await mara.tap("Answer anyway")
    await mara.tap("Back")
    assert mara.labels() == [["Answer anyway"]]


@sqlite
async def test_words_typed_after_answer_anyway_are_the_answer(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, numbers="never", questions=3)
    await asked_unbidden(stage, mara)
    while "Just type it." not in waiting(mara)[-1]["text"]:
        await answer(mara)
        if not waiting(mara):
            await mara.say("/checkin")
            await mara.tap("The day")
    await go(stage, hours=25)
    await mara.tap("Answer anyway")
    await mara.say(LINE)
    stored = (await rows(stage, Answer))[-1]
    assert stored.late
    assert stored.text_sealed is not None


@sqlite
async def test_a_stale_answer_button_after_the_window_still_counts(stage: Stage, mara: Chat) -> None:
    first = await asked_unbidden(stage, mara)
    await mara.tap("Skip", on=first["id"])
    second = waiting(mara)[-1]
    await go(stage, hours=25)
    assert [one.state for one in await questions_of(stage, mara)] == ["skipped", "lapsed"]
    if "answer:" in str(second["keyboard"]):
        press = next(b["data"] for row in second["keyboard"] for b in row if b["data"].startswith("answer:"))
        await mara.press(second["id"], press)
        assert (await rows(stage, Answer))[-1].late


@sqlite
async def test_an_offer_shrinks_too_and_can_be_taken_up(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, rhythm="evening")
    for plan in ("Oak 9:00", "River 10:00"):
        await planned(mara, plan)
    await go(stage, on(23, "18:30"))
    await go(stage, on(24, "18:30"))
    assert mara.text == "An evening's look back. Closed for now."
    await mara.tap("Answer anyway")
    await answer(mara)
    assert " · 2 of 2 · " in mara.text
    await answer(mara)
    stored = await rows(stage, Answer)
    assert [one.late for one in stored[-2:]] == [True, True]
    assert waiting(mara) == []


async def test_such_lines_go_with_the_next_digest(stage: Stage, mara: Chat) -> None:
    await go(stage, on(26, "9:00"))
    line = await asked_unbidden(stage, mara, "Oak 9:00")
    await go(stage, on(27, "10:00"))
    assert mara.bubble(line["id"])["text"] == "Oak, Thu 9:00. Closed for now."
    await go(stage, on(27, "17:00"))
    assert line["id"] not in [bubble["id"] for bubble in mara.bubbles()]
    assert "Closed for now" not in str(mara.bubbles())


@sqlite
async def test_a_line_too_old_to_delete_loses_its_button_alone(stage: Stage, mara: Chat) -> None:
    await go(stage, on(24, "9:00"))
    line = await asked_unbidden(stage, mara, "Oak 9:00")
    await go(stage, on(27, "17:00"))
    left = mara.bubble(line["id"])
    assert (left["text"], left["keyboard"]) == ("Oak, Tue 9:00. Closed for now.", None)


@sqlite
async def test_what_lapsed_in_a_downtime_is_let_go_without_a_word(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 9:00")
    seen = mara.last["id"]
    await go(stage, hours=26)
    assert mara.last["id"] == seen
    assert await questions_of(stage, mara) == []


@sqlite
async def test_the_window_runs_from_sending(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 9:00")
    await go(stage, on(23, "20:00"))  # the bot was away
    first = waiting(mara)[-1]
    await go(stage, on(24, "19:59"))
    assert data(mara.last, "4")
    await go(stage, on(24, "20:00"))
    assert mara.text == "Oak, Mon 9:00. Closed for now."
    assert first["id"] not in [bubble["id"] for bubble in waiting(mara)]
