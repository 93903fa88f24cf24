"""Inline keyboards, the reply keyboard, the command menu, toasts and dialogs."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from tests.sandbox.page.room import Room

pytestmark = pytest.mark.asyncio(loop_scope="package")

COMMANDS = [
    {"command": "session", "description": "Tell me a session ended"},
    {"command": "settings", "description": "Times, numbers, quiet hours"},
    {"command": "help", "description": "What I can do"},
]


def _commands(room: Room) -> Locator:
    return room.page.get_by_role("listbox", name="Commands").get_by_role("option")


async def test_a_press_reaches_the_bot_and_its_answer_is_a_toast(room: Room) -> None:
    asked = await room.bot.ask("How far?", "1=toast:Kept 2=none")
    await room.page.get_by_role("button", name="1", exact=True).click()
    await expect(room.page.locator(".toast")).to_have_text("Kept")
    query = room.bot.heard[-1]["callback_query"]
    assert (query["data"], query["message"]["message_id"]) == ("toast:Kept", asked)


async def test_a_pressed_button_shows_that_it_waits_for_the_bot(room: Room) -> None:
    await room.bot.ask("How far?", "1=hold:Kept 2=none")
    button = room.page.get_by_role("button", name="1", exact=True)
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    room.bot.released.set()
    await expect(button).not_to_have_attribute("aria-busy", "true")


async def test_an_alert_is_a_dialog_that_gives_the_focus_back(room: Room) -> None:
    await room.bot.ask("Sure?", "Why=alert:Because")
    why = room.page.get_by_role("button", name="Why")
    await why.focus()
    await room.page.keyboard.press("Enter")
    dialog = room.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Because")
    await expect(dialog.get_by_role("button", name="OK")).to_be_focused()
    await room.page.keyboard.press("Enter")
    await expect(dialog).to_have_count(0)
    await expect(why).to_be_focused()


async def test_an_edit_of_the_message_keeps_the_focus_on_its_button(room: Room) -> None:
    await room.bot.ask("How far?", "Up=edit:Further Down=none")
    up = room.page.get_by_role("button", name="Up")
    await up.focus()
    await room.page.keyboard.press("Enter")
    await expect(room.bubble("Further")).to_be_visible()
    await expect(up).to_be_focused()


async def test_the_focus_stays_in_the_bubble_whose_buttons_went_away(room: Room) -> None:
    asked = await room.bot.ask("How far?", "Four=none")
    await room.page.get_by_role("button", name="Four").focus()
    await room.bot.api.result("editMessageText", chat_id=1001, message_id=asked, text="4 of 5")
    await expect(room.bubble("4 of 5")).to_be_focused()


async def test_buttons_of_a_row_are_equally_wide_and_rows_stack(room: Room) -> None:
    await room.bot.ask("Which?", "Oak=a River=b Hawthorn=c", "Cancel=d")
    await expect(room.bubble("Which?")).to_be_visible()
    boxes = [await key.bounding_box() for key in await room.bubble("Which?").locator(".key").all()]
    found = [(round(box["width"]), box["y"]) for box in boxes if box]
    assert max(w for w, _ in found[:3]) - min(w for w, _ in found[:3]) <= 1
    assert len({y for _, y in found[:3]}) == 1
    assert found[3][1] > found[0][1]
    assert found[3][0] > found[0][0] * 3


async def test_a_button_with_an_address_is_a_link(room: Room) -> None:
    key = {"text": "Read more", "url": "https://example.org/more"}
    await room.bot.say("See", reply_markup={"inline_keyboard": [[key]]})
    link = room.page.get_by_role("link", name="Read more")
    await expect(link).to_have_attribute("href", "https://example.org/more")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")


async def test_a_reply_key_sends_its_text(room: Room) -> None:
    await room.bot.offer("Ready", "Just finished", "Today")
    keys = room.page.get_by_role("group", name="Suggested replies")
    await keys.get_by_role("button", name="Just finished").click()
    await expect(room.bubble("Echo: Just finished")).to_be_visible()
    await expect(keys.get_by_role("button")).to_have_count(2)


async def test_a_slash_opens_the_commands_and_arrows_choose(room: Room) -> None:
    await room.bot.api.result("setMyCommands", commands=COMMANDS)
    await room.field.press_sequentially("/s")  # the commands may arrive before or after
    options = _commands(room)
    await expect(options).to_have_count(2)
    await room.field.press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await room.field.press("Enter")
    await expect(room.bubble("Echo: /settings")).to_be_visible()


async def test_the_command_button_lists_all_and_escape_closes(room: Room) -> None:
    await room.bot.api.result("setMyCommands", commands=COMMANDS)
    opener = room.page.get_by_role("button", name="Commands")
    await opener.click()
    await expect(_commands(room)).to_have_count(3)
    await room.page.keyboard.press("Escape")
    await expect(room.page.get_by_role("listbox", name="Commands")).to_be_hidden()
    await opener.click()
    await _commands(room).filter(has_text="help").click()
    await expect(room.bubble("Echo: /help")).to_be_visible()


async def test_a_command_in_a_message_can_be_tapped(room: Room) -> None:
    await room.bot.say("More under /digest whenever you like.")
    await room.bubble("More under").get_by_role("button", name="/digest").click()
    await expect(room.bubble("Echo: /digest")).to_be_visible()
