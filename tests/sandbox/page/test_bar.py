"""The bar with the bot's time, and the menu with what touches the whole chat."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from playwright.async_api import expect

from tests.sandbox.page.room import JONAS, Room

pytestmark = pytest.mark.asyncio(loop_scope="package")

# It is Monday 23 November 2026, 9:07 UTC and 10:07 in Berlin, where the page is.


async def test_the_time_is_shown_in_the_browsers_zone(room: Room) -> None:
    await expect(room.page.locator("#clock")).to_have_text("10:07 Mon 23 Nov")
    await expect(room.page.get_by_label("Time zone")).to_have_value("Europe/Berlin")


async def test_another_zone_turns_the_clock_and_the_messages(room: Room) -> None:
    await room.page.get_by_label("Time zone").select_option("Asia/Tokyo")
    await expect(room.page.locator("#clock")).to_have_text("18:07 Mon 23 Nov")
    await expect(room.bubble("Echo: /start").locator("time")).to_have_text("18:07")


@pytest.mark.parametrize(
    ("label", "reached"),
    [
        ("+15 min", "10:22 Mon 23 Nov"),
        ("+1 h", "11:07 Mon 23 Nov"),
        ("Tomorrow 9:00", "09:00 Tue 24 Nov"),
        ("Friday 18:00", "18:00 Fri 27 Nov"),
    ],
)
async def test_a_button_moves_the_time(room: Room, label: str, reached: str) -> None:
    await room.page.get_by_role("button", name=label).click()
    await expect(room.page.locator("#clock")).to_have_text(reached)


async def test_the_field_takes_a_time_in_words(room: Room) -> None:
    field = room.page.get_by_label("Move the time to")
    await field.fill("Sunday evening")
    await field.press("Enter")
    await expect(room.page.locator("#clock")).to_contain_text("Sun 29 Nov")
    await expect(field).to_have_value("")
    assert room.sandbox.now() == datetime(2026, 11, 29, 18, tzinfo=UTC)


async def test_a_time_that_cannot_be_read_is_answered_beside_the_field(room: Room) -> None:
    field = room.page.get_by_label("Move the time to")
    await field.fill("when it suits")
    await field.press("Enter")
    await expect(room.page.locator("#move-note")).to_contain_text("for example")
    await expect(field).to_have_attribute("aria-invalid", "true")
    await expect(field).to_have_value("when it suits")
    await field.fill("+1 h")
    await expect(room.page.locator("#move-note")).to_have_text("")


async def test_while_the_bot_catches_up_the_bar_shows_it_and_waits(room: Room) -> None:
    rested = asyncio.Event()

    async def settle() -> None:
        await rested.wait()

    room.sandbox.settle = settle
    hour = room.page.get_by_role("button", name="+1 h")
    await hour.click()
    await expect(room.page.locator("#walk.on")).to_have_count(1)
    await expect(hour).to_have_attribute("aria-disabled", "true")
    await expect(room.page.locator("#clock")).to_contain_text("10:15")
    rested.set()
    await expect(room.page.locator("#clock")).to_contain_text("11:07")
    await expect(hour).to_have_attribute("aria-disabled", "false")
    await expect(hour).to_be_focused()


async def test_starting_over_asks_and_then_empties_both_chats(room: Room) -> None:
    room.sandbox.say(JONAS, "/start")
    await _choose(room, "Start over …")
    await expect(room.page.get_by_role("button", name="Cancel")).to_be_focused()
    await room.page.get_by_role("dialog").get_by_role("button", name="Start over").click()
    await expect(room.page.get_by_role("button", name="Start", exact=True)).to_be_focused()
    assert room.sandbox.history(JONAS) == []


async def test_until_the_bot_has_forgotten_the_page_shows_what_was_and_sends_nothing(room: Room) -> None:
    forgotten = asyncio.Event()

    async def forget() -> None:
        await forgotten.wait()

    room.sandbox.start_over = forget
    await _choose(room, "Start over …")
    await room.page.get_by_role("dialog").get_by_role("button", name="Start over").click()
    await room.write("One more thing")
    await expect(room.page.locator(".toast")).to_contain_text("starting over")
    await expect(room.bubble("Echo: /start")).to_be_visible()
    forgotten.set()
    await expect(room.page.get_by_role("button", name="Start", exact=True)).to_be_focused()


async def test_starting_over_can_be_called_off(room: Room) -> None:
    await _choose(room, "Start over …")
    await room.page.keyboard.press("Escape")
    await expect(room.page.get_by_role("dialog")).to_have_count(0)
    await expect(room.page.get_by_role("button", name="More", exact=True)).to_be_focused()
    await expect(room.bubble("Echo: /start")).to_be_visible()


async def test_a_blocked_bot_cannot_be_written_to_until_unblocked(room: Room) -> None:
    await _choose(room, "Block the bot")
    await expect(room.field).to_be_hidden()
    code, words = await room.bot.api.refusal("sendMessage", chat_id=1001, text="Hello")
    assert (code, words) == (403, "Forbidden: bot was blocked by the user")
    await room.page.get_by_role("button", name="Unblock").click()
    await expect(room.field).to_be_focused()


async def _choose(room: Room, item: str) -> None:
    await room.page.get_by_role("button", name="More", exact=True).click()
    await room.page.get_by_role("menuitem", name=item).click()
