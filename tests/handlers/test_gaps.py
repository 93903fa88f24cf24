"""In the gaps: nothing between back-to-back sessions; what was held comes together, a question each."""

from __future__ import annotations

import pytest

from db.models import Appointment
from handlers import changes
from handlers.context import Turn
from tests.handlers.checkin_make import (
    answer,
    asked_now,
    checkins_of,
    fail,
    go,
    labels,
    on,
    questions_of,
    waiting,
)
from tests.handlers.look import SQLITE, rows
from tests.handlers.settings_make import row_of, set_row
from tests.make import just_finished, planned
from tests.stage import Chat, Stage

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
WORDS = ["Oak", "River", "Fern", "Maple", "Stone", "Heron", "Meadow"]
IN_THE_GAP = "A moment to look back?\nThree since 9:00: Oak, River, Fern. One question each?"


async def in_gaps(stage: Stage, mara: Chat, *plans: str, **columns: object) -> None:
    await set_row(stage, mara, rhythm="gaps", **columns)
    for plan in plans:
        await planned(mara, plan)


async def came(stage: Stage, mara: Chat) -> list[str]:
    """When messages came by themselves."""
    return [f"{one.sent_at:%H:%M}" for one in await checkins_of(stage, mara) if one.sent_at]


async def change(stage: Stage, mara: Chat, code_at: int, how: str, **to: object) -> None:
    """What becomes of the session that begins at this hour."""
    async with stage.database.write() as session:
        me = await row_of(stage, mara)
        turn = Turn(
            services=stage.app.services, session=session, now=stage.now, telegram_id=me.telegram_id,
            chat_id=me.chat_id, known=await session.merge(me),
        )  # fmt: skip
        found = next(one for one in await rows(stage, Appointment) if one.starts_at.hour == code_at)
        mine = await session.get_one(Appointment, found.id)
        await (changes.move(turn, mine, **to) if how == "move" else changes.became(turn, mine, how))  # type: ignore[arg-type]  # a test's words
    await go(stage)


async def test_seven_sessions_with_ten_minutes_between_them(stage: Stage, mara: Chat) -> None:
    await in_gaps(stage, mara, *(f"{word} {hour}:00" for hour, word in enumerate(WORDS, 9)))
    for quarter in range(4 * 6 + 3):
        await go(stage, on(23, f"{9 + quarter // 4}:{quarter % 4 * 15:02}"))
        assert waiting(mara) == []
    assert await came(stage, mara) == []
    await go(stage, on(23, "15:55"))
    assert mara.text.endswith("Six since 10:00: River, Fern, Maple, Stone, Heron, Meadow. One question each?")
    await mara.tap("Yes")
    for place in range(1, 7):
        assert f" · {place} of 6 · " in mara.text
        await answer(mara)
    await go(stage, on(23, "23:00"))
    assert await came(stage, mara) == ["15:55"]


async def test_three_come_in_the_first_gap(stage: Stage, mara: Chat) -> None:
    await in_gaps(stage, mara, "Oak 9:00", "River 10:00", "Fern 11:00", "Maple 13:00")
    await go(stage, on(23, "11:54"))
    assert waiting(mara) == []
    await go(stage, on(23, "11:55"))
    assert mara.text == IN_THE_GAP
    assert labels(mara.last) == ["Yes", "Only Oak", "Only River", "Only Fern", "Not today"]
    await mara.tap("Only Oak")
    assert mara.text.startswith("Oak, 9:00 · 1 of 1 · ")
    await answer(mara)
    await go(stage, on(23, "13:55"))
    assert "Maple, 13:00 · 1 of 2 · " in mara.text
    await go(stage, on(23, "22:00"))
    assert await came(stage, mara) == ["11:55", "13:55"]


@sqlite
async def test_with_nothing_after_it_it_is_as_after_each(stage: Stage, mara: Chat) -> None:
    await in_gaps(stage, mara)
    assert "Oak, 8:10 · 1 of 2 · " in (await asked_now(stage, mara))["text"]


@sqlite
async def test_just_finished_is_held_too_while_the_next_is_near(stage: Stage, mara: Chat) -> None:
    await in_gaps(stage, mara, "River 9:10")
    await just_finished(mara, "Oak")
    assert "I will ask at 10:05." in mara.text
    await go(stage, on(23, "10:05"))
    assert "Two since 8:10: Oak, River. One question each?" in mara.text


@sqlite
async def test_a_cancelled_session_opens_a_gap(stage: Stage, mara: Chat) -> None:
    await in_gaps(stage, mara, "Oak 9:00", "River 10:00", "Fern 11:00")
    await change(stage, mara, 10, "cancelled")
    await go(stage, on(23, "9:55"))
    assert "Oak, 9:00 · 1 of 2 · " in mara.text
    await go(stage, on(23, "11:55"))
    assert "Fern, 11:00 · 1 of 2 · " in mara.text
    assert await came(stage, mara) == ["09:55", "11:55"]


@sqlite
async def test_a_moved_session_takes_its_check_in_along(stage: Stage, mara: Chat) -> None:
    await in_gaps(stage, mara, "Oak 9:00", "River 10:00", "Fern 11:00")
    await change(stage, mara, 10, "move", starts_at=on(24, "10:00"), ends_at=on(24, "10:50"))
    await go(stage, on(23, "9:55"))
    assert "Oak, 9:00 · 1 of 2 · " in mara.text
    await go(stage, on(23, "11:55"))
    assert "Fern, 11:00 · 1 of 2 · " in mara.text
    await go(stage, on(24, "10:55"))
    assert "River, 10:00 · 1 of 2 · " in mara.text


@sqlite
async def test_a_session_added_closes_a_gap(stage: Stage, mara: Chat) -> None:
    await in_gaps(stage, mara, "Oak 9:00", "Fern 11:00", "River 10:00")
    await go(stage, on(23, "10:30"))
    assert await came(stage, mara) == []
    await go(stage, on(23, "11:55"))
    assert mara.text == IN_THE_GAP


@sqlite
async def test_still_in_session_puts_off_its_own_and_says_nothing_meanwhile(stage: Stage, mara: Chat) -> None:
    await in_gaps(stage, mara, "Oak 9:00", "River 10:20")
    await go(stage, on(23, "9:55"))
    await mara.tap("Still in session")
    await go(stage, on(23, "11:15"))
    assert "River, 10:20 · 1 of 2" in str(waiting(mara)[-1]["text"])


@sqlite
async def test_not_more_than_the_days_cap_comes(stage: Stage, mara: Chat) -> None:
    plans = [f"{word} {hour}:00" for hour, word in zip((10, 12, 14, 16, 18), WORDS, strict=False)]
    await in_gaps(stage, mara, *plans)
    for hour in range(10, 23):
        await go(stage, on(23, f"{hour}:55"))
    assert await came(stage, mara) == ["10:55", "12:55", "18:55"]
    assert mara.text.endswith("Three since 14:00: Fern, Maple, Stone. One question each?")


@sqlite
async def test_nothing_is_sent_twice_or_lost_by_a_crash(stage: Stage, mara: Chat) -> None:
    await in_gaps(stage, mara, "Oak 9:00", "River 10:00", "Fern 11:00")
    fail(stage, drop="before")
    await go(stage, on(23, "11:55"))
    await go(stage, minutes=2)
    assert mara.text == IN_THE_GAP.replace("A moment to look back?", "Once more, to be sure it reached you.")
    await mara.tap("Not today")
    await go(stage, on(24, "9:00"))
    assert len(await checkins_of(stage, mara)) == 1


@sqlite
async def test_it_has_no_reminder_and_lapses_in_its_own_words(stage: Stage, mara: Chat) -> None:
    await in_gaps(stage, mara, "Oak 9:00", "River 10:00", "Fern 11:00")
    await go(stage, on(23, "11:55"))
    bubbles = len(mara.bubbles())
    await go(stage, on(23, "16:00"))
    assert len(mara.bubbles()) == bubbles
    await go(stage, on(24, "12:00"))
    assert (mara.text, mara.labels()) == ("A look back. Closed for now.", [["Answer anyway"]])


@sqlite
async def test_what_quiet_hours_held_comes_in_a_gap_of_the_morning(stage: Stage, mara: Chat) -> None:
    await in_gaps(stage, mara, "Oak 19:20", "River 20:10", "Fern 12:00")
    await change(stage, mara, 12, "move", starts_at=on(24, "7:05"), ends_at=on(24, "7:55"))
    await go(stage, on(24, "7:00"))
    assert await came(stage, mara) == []
    await go(stage, on(24, "8:00"))
    assert mara.text.endswith("Two to look back on: Oak, River. One question each?")
    await go(stage, on(24, "18:30"))  # the gap was taken
    assert await came(stage, mara) == ["08:00", "18:30"]


@sqlite
async def test_nothing_is_asked_in_a_pause(stage: Stage, mara: Chat) -> None:
    await in_gaps(stage, mara, "Oak 9:00", "River 10:00", paused_until=on(23, "12:00"))
    await go(stage, on(23, "10:55"))
    await go(stage, on(23, "22:00"))
    assert await came(stage, mara) == []


@sqlite
async def test_days_down_bring_one_message(stage: Stage, mara: Chat) -> None:
    await in_gaps(stage, mara, "Oak 9:00", "River 10:00", "Fern 12:00")
    stage.sandbox.freeze(on(23, "17:00"))
    await stage.settle()
    await go(stage)
    assert mara.text.endswith("Three to look back on, if you like: Oak, River, Fern. One question each?")
    assert await came(stage, mara) == ["17:00"]


@sqlite
async def test_the_rhythm_can_be_chosen_and_counts_for_what_is_planned(stage: Stage, mara: Chat) -> None:
    for plan in ("Oak 9:00", "River 10:00", "Fern 11:00"):
        await planned(mara, plan)
    await mara.say("/settings")
    await mara.tap("Rhythm: after each session")
    await mara.tap("In the gaps")
    assert mara.text.startswith("Rhythm: in the gaps\n")
    await go(stage, on(23, "10:30"))
    assert waiting(mara) == []
    await mara.tap("After each session")
    await go(stage, on(23, "11:55"))
    assert "Three since" not in mara.text


@sqlite
async def test_after_each_session_waits_while_another_one_is_under_way(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, delay_minutes=15)
    for plan in ("Oak 9:00", "River 10:00"):
        await planned(mara, plan)
    await go(stage, on(23, "10:05"))
    assert waiting(mara) == []
    await go(stage, on(23, "10:50"))
    assert "Oak, 9:00 · 1 of 2" in str(waiting(mara)[0]["text"])
    assert len(await questions_of(stage, mara)) == 1
