"""/pause: how long, what it holds back, and coming back."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from handlers.pause import UNTIL_I_SAY
from prompts.texts import load_texts
from tests.handlers.look import SQLITE
from tests.handlers.settings_make import flat, row_of, set_row
from tests.make import just_finished, settled_in
from tests.stage import JONAS, Chat, Stage

# button, what is said, until when (it is Monday 23 November, 9:00, in London)
SPANS = [
    ("Until tomorrow", "I am quiet until tomorrow 7:00.", datetime(2026, 11, 24, 7, tzinfo=UTC)),
    ("A week", "I am quiet until Mon 30 Nov.", datetime(2026, 11, 30, 7, tzinfo=UTC)),
    ("Until I say", "I am quiet until you say.", UNTIL_I_SAY),
]


async def test_a_pause_asks_for_how_long(mara: Chat) -> None:
    await mara.say("/pause")
    assert mara.labels() == [["Until tomorrow", "A week"], ["Until I say"]]


@pytest.mark.parametrize(("button", "said", "until"), SPANS, ids=[span[0] for span in SPANS])
async def test_a_pause_lasts_as_long_as_chosen_and_says_so(
    stage: Stage, mara: Chat, button: str, said: str, until: datetime
) -> None:
    await mara.say("/pause")
    message, asked = mara.last["id"], mara.last["keyboard"]
    data = next(b["data"] for row in asked for b in row if b["text"] == button)
    for _ in range(2):  # pressed twice, it says and does the same
        await mara.press(message, data)
        assert mara.last["id"] == message
        assert mara.text.startswith(said)
        assert (await row_of(stage, mara)).paused_until == until
    await mara.say("/pause")
    assert mara.text.startswith(said)
    assert flat(mara) == ["Resume"]


async def test_without_quiet_hours_tomorrow_begins_at_six(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, quiet_from=time(0), quiet_until=time(0))
    await mara.say("/pause")
    await mara.tap("Until tomorrow")
    assert mara.text.startswith("I am quiet until tomorrow 6:00.")


async def test_coming_back_there_is_nothing_to_catch_up_on(stage: Stage, mara: Chat) -> None:
    await mara.say("/pause")
    await mara.tap("Until I say")
    message, data = mara.last["id"], mara.last["keyboard"][0][0]["data"]
    for _ in range(2):
        await mara.press(message, data)
        assert (mara.text, flat(mara)) == ("I am back. Nothing to catch up on.", [])
    assert (await row_of(stage, mara)).paused_until is None


@pytest.mark.parametrize("database_url", SQLITE, indirect=True)
async def test_on_a_pause_nothing_comes_by_itself(stage: Stage, mara: Chat) -> None:
    await just_finished(mara, "Oak")
    await mara.say("/pause")
    await mara.tap("A week")
    count = len(mara.bubbles())
    await stage.wait(days=6)
    assert len(mara.bubbles()) == count


async def test_on_a_pause_no_reminder_comes_either(stage: Stage, mara: Chat) -> None:
    await just_finished(mara, "Oak")
    await stage.wait(minutes=6)
    assert mara.has("Skip")
    await mara.say("/pause")
    await mara.tap("Until tomorrow")
    count = len(mara.bubbles())
    await stage.wait(hours=6)
    assert len(mara.bubbles()) == count


async def test_after_the_pause_check_ins_come_again(stage: Stage, mara: Chat) -> None:
    await mara.say("/pause")
    await mara.tap("Until tomorrow")
    await stage.until(datetime(2026, 11, 24, 9, tzinfo=UTC))
    await mara.say("/pause")
    assert "Until tomorrow" in flat(mara)
    await just_finished(mara, "Oak")
    await stage.wait(minutes=6)
    assert mara.has("Skip")


async def test_a_pause_is_ones_own(stage: Stage, mara: Chat) -> None:
    jonas = await settled_in(stage.chat(JONAS))
    await mara.say("/pause")
    await mara.tap("A week")
    assert (await row_of(stage, jonas)).paused_until is None
    await just_finished(jonas, "River")
    await stage.wait(minutes=6)
    assert jonas.has("Skip")


async def test_a_span_nobody_offered_pauses_nothing(stage: Stage, mara: Chat) -> None:
    await mara.say("/pause")
    await mara.press(mara.last["id"], "pause_for:ever")
    assert (await row_of(stage, mara)).paused_until is None
    assert mara.toast()["text"] == "That one is not open any more."


async def test_before_consent_there_is_nothing_to_pause(stage: Stage) -> None:
    stranger = stage.chat(JONAS)
    await stranger.say("/pause")
    assert stranger.text == load_texts().plain("start.first")
    await stranger.press(stranger.last["id"], "pause_for:week")
    assert stranger.toast()["text"] == "That one is not open any more."
