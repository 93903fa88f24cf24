"""/help and /cancel."""

from __future__ import annotations

from handlers import FEATURES
from handlers.help import command_table
from prompts.texts import load_texts
from tests.handlers.test_privacy import rows
from tests.stage import JONAS, Chat, Stage

ORDER = [
    "start", "session", "today", "week", "clients", "checkin", "digest", "calendar", "settings",
    "pause", "export", "privacy", "hide", "erase", "help", "cancel",
]  # fmt: skip


def test_the_table_of_commands_stands_in_the_design_s_order() -> None:
    assert [name for name, _ in command_table(load_texts(), FEATURES)] == ORDER


def test_every_command_has_one_line_that_telegram_takes() -> None:
    assert all(1 <= len(line) <= 60 for _, line in command_table(load_texts(), FEATURES))


async def test_help_shows_every_command_and_how_it_works(mara: Chat) -> None:
    await mara.say("/help")
    assert all(f"/{name} " in mara.text for name in ORDER)
    assert "Just finished" in mara.text
    assert "These are your impressions; only clients can give theirs." in mara.text


async def test_help_promises_to_notice_nothing(mara: Chat) -> None:
    await mara.say("/help")
    assert "it alerts nobody" in mara.text


async def test_a_stranger_gets_help_and_nothing_is_stored(stage: Stage) -> None:
    jonas = stage.chat(JONAS)
    await jonas.say("/help")
    assert "/start" in jonas.text
    assert await rows(stage) == 0


async def test_cancel_stops_waiting_and_loses_nothing(mara: Chat) -> None:
    await mara.say("Just finished")
    await mara.say("/cancel")
    assert mara.text == load_texts().plain("cancel.done")
    await mara.say("A line, not a code")
    assert "Whose line is it?" in mara.text


async def test_cancel_with_nothing_to_wait_for_says_so_kindly(mara: Chat) -> None:
    await mara.say("/cancel")
    await mara.say("/cancel")
    assert mara.text == load_texts().plain("cancel.nothing")


async def test_cancel_of_a_stranger_leads_to_start(stage: Stage) -> None:
    jonas = stage.chat(JONAS)
    await jonas.say("/cancel")
    assert "/start" in jonas.text
