"""The focus: taken from a digest, asked about in the coming week, looked back on in the next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db.models import AskedQuestion, Focus
from prompts.suggestions import SUGGESTIONS
from prompts.texts import load_texts
from tests.handlers.digest_make import FRIDAY, WEEK, digests_of, leap, look_back, to_friday
from tests.handlers.settings_make import row_of, set_row
from tests.stage import Chat, Stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TITLES = {load_texts().plain(f"suggestion.{s.number}.title"): s.number for s in SUGGESTIONS}


def offered(text: str) -> int:
    """The suggestion that a digest offers."""
    head = next(row for row in text.splitlines() if row.startswith("For next week: "))
    return TITLES[head.removeprefix("For next week: ")]


async def focuses_of(stage: Stage) -> list[Focus]:
    async with stage.database.read() as session:
        return list(await session.scalars(select(Focus).order_by(Focus.id)))


async def in_force(stage: Stage) -> list[int]:
    return [focus.suggestion for focus in await focuses_of(stage) if focus.until is None]


async def asked_about(stage: Stage, suggestion: int | None = None) -> int:
    """Questions put since Friday, of this suggestion or of all."""
    count = select(func.count()).where(AskedQuestion.put_at > FRIDAY)
    if suggestion is not None:
        count = count.where(AskedQuestion.suggestion == suggestion)
    async with stage.database.read() as session:
        return await session.scalar(count) or 0


async def opened(stage: Stage, mara: Chat) -> int:
    """A first week with something in it, opened. Returns the digest's message."""
    await look_back(mara)
    return int((await to_friday(stage, mara))["id"])


async def test_the_focus_takes_its_share_of_a_week_and_is_looked_back_on(stage: Stage, mara: Chat) -> None:
    await opened(stage, mara)
    focus = offered(mara.text)
    await mara.tap("Make it my focus")
    for day in range(3, 8):
        for hour in range(4):
            await leap(stage, FRIDAY + timedelta(days=day, hours=hour - 8))
            await look_back(mara, "River" if hour == 2 else "Oak")
    taken, put = await asked_about(stage, focus), await asked_about(stage)
    assert put == 40
    assert 1 / 4 <= taken / put <= 2 / 5
    text = (await to_friday(stage, mara, FRIDAY + WEEK))["text"]
    title = next(title for title, number in TITLES.items() if number == focus)
    assert f"Your focus was {title}: you looked at it {taken} times." in text
    assert await in_force(stage) == []
    assert offered(text) != focus


async def test_what_was_chosen_stays_visible(stage: Stage, mara: Chat) -> None:
    message = await opened(stage, mara)
    focus = offered(mara.text)
    await mara.tap("Make it my focus")
    line = mara.text.splitlines()[-1]
    assert line.startswith("Your focus for the coming week: ")
    assert mara.labels()[0] == ["Another", "Why this"]
    assert await in_force(stage) == [focus]
    await mara.tap("Another")
    assert mara.text.splitlines()[-1] == line
    assert mara.has("Make it my focus")
    await leap(stage, FRIDAY + timedelta(days=3))
    await mara.tap("Why this", on=message)
    await mara.tap("Back", on=message)
    assert mara.bubble(message)["text"].splitlines()[-1] == line


async def test_another_choice_takes_the_place_of_the_first(stage: Stage, mara: Chat) -> None:
    await opened(stage, mara)
    await mara.tap("Make it my focus")
    await leap(stage, FRIDAY + timedelta(days=1))
    await mara.tap("Another")
    second = offered(mara.text)
    await mara.tap("Make it my focus")
    assert await in_force(stage) == [second]
    assert [focus.since for focus in await focuses_of(stage)] == [FRIDAY, FRIDAY + timedelta(days=1)]


async def test_a_focus_can_be_let_go(stage: Stage, mara: Chat) -> None:
    await opened(stage, mara)
    await mara.tap("Make it my focus")
    await mara.tap("No focus")
    assert await in_force(stage) == []
    assert "Your focus" not in mara.text
    assert mara.has("Make it my focus")
    assert not mara.has("No focus")


async def test_pressing_twice_makes_one_focus(stage: Stage, mara: Chat) -> None:
    await opened(stage, mara)
    data = mara.last["keyboard"][0][0]["data"]
    for _ in range(2):
        await mara.press(mara.last["id"], data)
    assert len(await focuses_of(stage)) == 1


async def test_another_offers_each_once_also_by_way_of_why_this(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, muted=[1, 2])
    await opened(stage, mara)
    seen = [offered(mara.text)]
    rated = {number for title, number in TITLES.items() if f"{title}, lately" in mara.text}
    while True:
        await mara.tap("Another")
        await mara.tap("Why this")
        await mara.tap("Back")
        if offered(mara.text) in seen:
            break
        seen.append(offered(mara.text))
    assert sorted({*seen, *rated}) == [3, 4, 5, 6, 7, 8, 9, 10]
    assert len(seen) == len(set(seen))


async def test_the_one_rated_lowest_is_never_offered(stage: Stage, mara: Chat) -> None:
    told = {"Oak": "1", "River": "5", "Fern": "2"}
    shown = [text for code, rating in told.items() for text in await look_back(mara, code, rating=rating)]
    lowest = next(number for title, number in TITLES.items() if title in shown[0].splitlines()[0])
    assert len(shown) == 6
    await to_friday(stage, mara)
    for _ in range(12):
        assert offered(mara.text) != lowest
        await mara.tap("Another")


async def test_a_focus_from_an_old_digest_counts_from_the_press_on(stage: Stage, mara: Chat) -> None:
    message = await opened(stage, mara)
    first = offered(mara.text)
    await mara.tap("Make it my focus")
    await leap(stage, FRIDAY + timedelta(days=6))
    await look_back(mara)
    await leap(stage, FRIDAY + WEEK)
    await leap(stage, FRIDAY + WEEK + timedelta(days=2))
    for label in ("Why this", "Back", "Make it my focus"):
        await mara.tap(label, on=message)
    assert await in_force(stage) == [first]
    assert [focus.since for focus in await focuses_of(stage)] == [FRIDAY, FRIDAY + WEEK + timedelta(days=2)]
    second = mara.last["id"]
    await mara.tap("Open", on=second)
    assert "Your focus was " in mara.bubble(second)["text"]


async def test_a_quiet_week_does_not_use_a_focus_up(stage: Stage, mara: Chat) -> None:
    await opened(stage, mara)
    focus = offered(mara.text)
    await mara.tap("Make it my focus")
    await leap(stage, FRIDAY + WEEK)
    assert await in_force(stage) == [focus]
    assert [digest.kind for digest in await digests_of(stage, mara)] == ["full", "quiet"]


async def test_asking_in_between_shows_the_focus_as_it_stands(stage: Stage, mara: Chat) -> None:
    await opened(stage, mara)
    await mara.tap("Make it my focus")
    focus = offered(mara.text)
    await leap(stage, FRIDAY + timedelta(days=3))
    for code in ("Oak", "River"):
        await look_back(mara, code)
    await mara.say("/digest")
    assert "Your focus is " in mara.text
    assert await in_force(stage) == [focus]
    assert (await row_of(stage, mara)).digest_wake_at == FRIDAY + WEEK
