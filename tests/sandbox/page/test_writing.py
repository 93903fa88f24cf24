"""Writing on the page: send, reply, edit, delete, attach; and text that looks like something else."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.sandbox.page.probes import probe
from tests.sandbox.page.room import JONAS, MARA, Room

pytestmark = pytest.mark.asyncio(loop_scope="package")

HOSTILE = [
    "<b>bold?</b> &amp; &_*[ <img src=x onerror=alert(1)>",
    "'; DROP TABLE x; -- \\ ${1} {{2}} `tick` *star*",
    "שלום עולם \u202eevil\u202c end",
    "👩‍👩‍👧‍👦 e\u0301 🇪🇺",
]


async def test_enter_sends_and_the_bot_answers(room: Room) -> None:
    await room.write("Good evening")
    await expect(room.bubble("Echo: Good evening")).to_be_visible()
    await expect(room.field).to_have_value("")
    await expect(room.field).to_be_focused()


async def test_shift_enter_makes_a_new_line(room: Room) -> None:
    await room.field.fill("one")
    await room.field.press("Shift+Enter")
    await room.field.press_sequentially("two")
    await room.field.press("Enter")
    await expect(room.bubble("Echo: one")).to_be_visible()
    assert room.bot.heard[-1]["message"]["text"] == "one\ntwo"


async def test_messages_leave_in_the_order_they_were_written(room: Room) -> None:
    for text in ("first", "second", "third"):
        await room.write(text)
    await expect(room.bubble("Echo: third")).to_be_visible()
    assert [update["message"]["text"] for update in room.bot.heard[-3:]] == ["first", "second", "third"]


async def test_a_reply_names_what_it_answers(room: Room) -> None:
    asked = await room.bot.say("What might Oak say you missed?")
    await room.act("What might Oak", "Reply")
    await expect(room.page.locator("#context")).to_contain_text("Reply to Afterhour")
    await room.write("The end")
    await expect(room.page.locator(".own .quote")).to_contain_text("What might Oak say")
    await expect(room.bubble("Echo: The end")).to_be_visible()
    assert room.bot.heard[-1]["message"]["reply_to_message"]["message_id"] == asked


async def test_escape_leaves_a_reply_and_keeps_what_was_typed(room: Room) -> None:
    await room.act("Echo: /start", "Reply")
    await room.field.fill("half a")
    await room.field.press("Escape")
    await expect(room.page.locator("#context")).to_be_hidden()
    await expect(room.field).to_have_value("half a")


async def test_an_own_message_is_edited_in_place(room: Room) -> None:
    await room.write("Rushd the end")
    await expect(room.bubble("Echo: Rushd")).to_be_visible()
    await room.field.press("ArrowUp")
    await expect(room.field).to_have_value("Rushd the end")
    await room.write("Rushed the end")
    own = room.page.locator(".message.own").last
    await expect(own).to_contain_text("Rushed the end")
    await expect(own.locator(".edited")).to_be_visible()


async def test_an_edit_puts_the_draft_aside_and_brings_it_back(room: Room) -> None:
    await room.field.fill("a draft")
    await room.page.locator(".message.own").last.click(button="right")
    await room.page.get_by_role("menuitem", name="Edit").click()
    await expect(room.field).to_have_value("/start")
    await room.page.get_by_role("button", name="Cancel editing").click()
    await expect(room.field).to_have_value("a draft")


async def test_only_own_messages_can_be_edited(room: Room) -> None:
    await room.bubble("Echo: /start").click(button="right")
    await expect(room.page.get_by_role("menuitem", name="Reply")).to_be_visible()
    await expect(room.page.get_by_role("menuitem", name="Edit")).to_have_count(0)


async def test_deleting_asks_first_and_takes_the_message_from_the_view(room: Room) -> None:
    await room.act("Echo: /start", "Delete")
    await room.page.get_by_role("button", name="Cancel").click()
    await expect(room.bubble("Echo: /start")).to_be_visible()
    await room.act("Echo: /start", "Delete")
    await room.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(room.bubble("Echo: /start")).to_have_count(0)


async def test_the_attach_menu_sends_what_a_phone_could(room: Room) -> None:
    kinds = {
        "Sticker": ".sticker",
        "Photo": ".photo",
        "Voice message": ".voice",
        "Forwarded message": ".forwarded",
    }
    for label, mark in kinds.items():
        await room.page.get_by_role("button", name="Attach").click()
        await room.page.get_by_role("menuitem", name=label).click()
        await expect(room.page.locator(".message.own").locator(mark)).to_be_visible()


@pytest.mark.parametrize("text", HOSTILE)
async def test_text_is_shown_as_it_was_typed(room: Room, text: str) -> None:
    await room.write(text)
    await expect(room.page.locator(".message.own .text").last).to_have_text(text)
    await expect(room.bubble("Echo: ").locator(".text")).to_have_text(f"Echo: {text}")
    assert await room.log.locator("img:not(.avatar), b:not(.quote b)").count() == 0


async def test_text_from_right_to_left_starts_at_the_right(room: Room) -> None:
    await room.write("שלום")
    text = room.page.locator(".message.own .text", has_text="שלום")
    assert await text.evaluate("node => getComputedStyle(node).direction") == "rtl"


async def test_a_very_long_word_stays_in_its_bubble(room: Room) -> None:
    await room.write("x" * 3000)
    await expect(room.bubble("Echo: xxx")).to_be_visible()
    assert await probe(room.page, "burst") == []


async def test_each_person_keeps_a_draft(room: Room) -> None:
    room.sandbox.say(JONAS, "/start")
    await room.field.fill("to be continued")
    await room.page.get_by_role("tab", name="Jonas").click()
    await expect(room.field).to_have_value("")
    await room.page.get_by_role("tab", name="Mara").click()
    await expect(room.field).to_have_value("to be continued")


async def test_what_could_not_be_sent_comes_back_with_the_reason(room: Room) -> None:
    await room.page.route("**/say", lambda route: route.fulfill(status=400, json={"error": "Out of paper."}))
    await room.write("precious")
    await expect(room.page.locator(".toast")).to_have_text("Not sent: Out of paper.")
    await expect(room.field).to_have_value("precious")
    assert room.last(MARA)["text"] == "Echo: /start"
