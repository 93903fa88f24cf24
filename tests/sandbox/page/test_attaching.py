"""Files and places on the page: picked by keyboard, dropped on the chat, taken from the list of cities."""

from __future__ import annotations

import pytest
from playwright.async_api import FilePayload, expect

from tests.sandbox.page.room import MARA, Room, drag, drop

pytestmark = pytest.mark.asyncio(loop_scope="package")

WEEK: FilePayload = {"name": "week.ics", "mimeType": "text/calendar", "buffer": b"BEGIN:VCALENDAR"}


async def test_a_file_is_picked_with_the_keyboard_and_sent_with_a_line(room: Room) -> None:
    await room.page.get_by_role("button", name="Attach").focus()
    await room.page.keyboard.press("Enter")
    await expect(room.page.get_by_role("menuitem", name="File …")).to_be_focused()
    asked = "() => { picker.onclick = (event) => { event.preventDefault(); picker.title = 'asked'; }; }"
    await room.page.evaluate(asked)  # in place of the system's own dialog
    await room.page.keyboard.press("Enter")
    await expect(room.page.locator("#picker")).to_have_attribute("title", "asked")
    await room.page.locator("#picker").set_input_files(WEEK)
    await expect(room.page.locator("#file")).to_contain_text("week.ics")
    await expect(room.field).to_be_focused()
    await room.page.keyboard.type("My week")
    await room.page.keyboard.press("Enter")
    await expect(room.page.locator(".message.own .document")).to_contain_text("week.ics")
    await expect(room.page.locator(".message.own .text").last).to_have_text("My week")
    await expect(room.page.locator("#file")).to_be_hidden()
    await expect(room.bubble("No words in it")).to_be_visible()
    message = room.bot.heard[-1]["message"]
    assert (message["caption"], message["document"]["mime_type"]) == ("My week", "text/calendar")


async def test_a_file_is_dropped_on_the_chat_and_answers_a_message(room: Room) -> None:
    await room.act("Echo: /start", "Reply")
    await drag(room, "week.ics")
    await expect(room.page.get_by_text("Drop the file here")).to_be_visible()
    await drop(room, "week.ics")
    await expect(room.page.get_by_text("Drop the file here")).to_be_hidden()
    await room.page.get_by_role("button", name="Send").click()
    await expect(room.page.get_by_role("link", name="Download week.ics, 2.0 KB")).to_be_visible()
    await expect(room.page.locator(".message.own .quote")).to_contain_text("Echo: /start")
    await expect(room.page.locator("#context")).to_be_hidden()


@pytest.mark.parametrize("key", [None, "Escape"])
async def test_a_file_can_be_taken_away_again(room: Room, key: str | None) -> None:
    await room.field.fill("kept")
    await drop(room, "week.ics")
    await expect(room.page.locator("#file")).to_be_visible()
    if key:
        await room.field.press(key)
    else:
        await room.page.get_by_role("button", name="Take the file away").click()
    await expect(room.page.locator("#file")).to_be_hidden()
    await expect(room.field).to_have_value("kept")


@pytest.mark.parametrize(("size", "said"), [(20 * 1024 * 1024 + 1, "larger than 20 MB"), (0, "nothing in")])
async def test_what_cannot_be_sent_is_said_in_one_line(room: Room, size: int, said: str) -> None:
    await drop(room, "week.ics", size=size)
    await expect(room.page.locator(".toast")).to_contain_text(said)
    await expect(room.page.locator("#file")).to_be_hidden()


async def test_a_file_that_did_not_go_out_comes_back_with_the_reason(room: Room) -> None:
    await drop(room, "week.ics")
    await room.write("y" * 1025)
    await expect(room.page.locator(".toast")).to_contain_text("Not sent: A line with a file")
    await expect(room.page.locator("#file")).to_be_visible()
    await expect(room.field).to_have_value("y" * 1025)


async def test_where_nothing_can_be_written_nothing_can_be_dropped(empty_room: Room) -> None:
    await drag(empty_room, "week.ics")
    await expect(empty_room.page.get_by_text("Drop the file here")).to_be_hidden()
    await drop(empty_room, "week.ics")
    await expect(empty_room.page.get_by_role("button", name="Start", exact=True)).to_be_visible()
    assert empty_room.sandbox.history(MARA) == []


async def test_a_place_is_chosen_from_a_list_of_cities(room: Room) -> None:
    await room.page.get_by_role("button", name="Location").click()
    await expect(room.page.get_by_role("menuitem")).to_have_count(7)
    await room.page.get_by_role("menuitem", name="Tokyo").click()
    await expect(room.page.locator(".message.own .place")).to_contain_text("Location: Tokyo")
    await expect(room.bubble("No words in it")).to_be_visible()
    assert room.bot.heard[-1]["message"]["location"] == {"latitude": 35.68, "longitude": 139.69}


async def test_a_place_that_is_none_of_the_cities_is_shown_by_its_coordinates(room: Room) -> None:
    room.sandbox.send_location(MARA, -1.2921, 36.8219)
    await expect(room.page.locator(".message.own .place")).to_have_text("Location: -1.29, 36.82")
