"""For every eye and hand: narrow screens, light and dark, keyboard alone, what a screen reader hears."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.sandbox.page.probes import probe
from tests.sandbox.page.room import JONAS, MARA, Room, drop

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def _furnish(room: Room) -> None:
    """One of nearly everything a chat can hold."""
    line = room.sandbox.say(MARA, "Rushed the end again. https://example.org/a/long/address/that/goes/on")
    await room.bot.api.result(
        "setMessageReaction", chat_id=MARA, message_id=line, reaction=[{"type": "emoji", "emoji": "✍"}]
    )
    await room.bot.say("<blockquote>Said</blockquote> /digest <code>x</code>", parse_mode="HTML")
    for kind in ("sticker", "photo", "voice", "forward"):
        room.sandbox.send(MARA, kind)
    room.sandbox.send_file(MARA, "A week with a name as long as it may be.ics", b"x" * 2000, caption="Mine")
    room.sandbox.send_location(MARA, 35.68, 139.69)
    room.sandbox.say(MARA, "In reply", reply_to=line)
    room.sandbox.edit(MARA, line, "Rushed the end, once more.")
    await room.bot.ask(
        "How far did Oak seem to feel heard today?", "1=a 2=b 3=c 4=d 5=e", "Skip=f Later=toast:Later"
    )
    await room.bot.offer("Ready", "Just finished", "Today")
    room.sandbox.say(JONAS, "/start")
    await expect(room.page.get_by_role("button", name="Today")).to_be_visible()


@pytest.mark.parametrize("width", [320, 360, 700])
async def test_nothing_hangs_over_a_narrow_screen(room: Room, width: int) -> None:
    await room.page.set_viewport_size({"width": width, "height": 640})
    await _furnish(room)
    await room.page.get_by_role("button", name="Later").click()
    await expect(room.page.locator(".toast")).to_be_visible()
    await drop(room, "A name as long as names of files can be where nobody counts, and longer.ics")
    await expect(room.page.locator("#file-name")).to_be_visible()
    assert await probe(room.page, "over") == []
    box = await room.log.bounding_box()
    assert box
    assert box["height"] > 250


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_all_text_stands_out_enough_in_light_and_dark(room: Room, scheme: str) -> None:
    await room.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await _furnish(room)
    await room.page.get_by_role("button", name="Later").click()
    await expect(room.page.locator(".toast")).to_be_visible()
    await room.field.press_sequentially("typed")
    await drop(room, "week.ics")
    await expect(room.page.locator("#file-name")).to_be_visible()
    await room.page.get_by_role("button", name="More", exact=True).click()
    assert await probe(room.page, "faint", 4.5) == []


async def test_dark_is_dark_and_light_is_light(room: Room) -> None:
    shades = []
    for scheme in ("light", "dark"):
        await room.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        colour = (
            await room.bubble("Echo: /start")
            .locator(".bubble")
            .evaluate("e => getComputedStyle(e).backgroundColor")
        )
        shades.append(sum(int(part) for part in colour.strip("rgb()").split(",")))
    assert shades[0] > 700
    assert shades[1] < 200


async def test_a_question_is_answered_with_the_keyboard_alone(room: Room) -> None:
    await room.bot.ask("How far?", "Hardly=toast:Kept Much=none")
    await expect(room.bubble("How far?")).to_be_visible()
    await room.field.focus()
    press = room.page.keyboard.press
    for _ in range(10):
        if await room.page.evaluate("document.activeElement.textContent") == "Hardly":
            break
        await press("Shift+Tab")
    await press("Enter")
    await expect(room.page.locator(".toast")).to_have_text("Kept")


async def test_messages_are_walked_with_arrows_and_answered_from_their_menu(room: Room) -> None:
    await room.bot.say("The newest")
    await room.bubble("The newest").focus()
    await room.page.keyboard.press("ArrowUp")
    await expect(room.bubble("Echo: /start")).to_be_focused()
    await room.page.keyboard.press("Enter")
    await expect(room.page.get_by_role("menuitem", name="Reply")).to_be_focused()
    await room.page.keyboard.press("Enter")
    await expect(room.page.locator("#context-snippet")).to_have_text("Echo: /start")
    await expect(room.field).to_be_focused()


async def test_people_are_switched_with_arrows(room: Room) -> None:
    await room.page.get_by_role("tab", name="Mara").focus()
    await room.page.keyboard.press("ArrowRight")
    jonas = room.page.get_by_role("tab", name="Jonas")
    await expect(jonas).to_be_focused()
    await expect(jonas).to_have_attribute("aria-selected", "true")
    await expect(room.page.get_by_role("button", name="Start", exact=True)).to_be_visible()


async def test_the_focus_can_be_seen(room: Room) -> None:
    await room.field.focus()
    for _ in range(14):
        await room.page.keyboard.press("Tab")
        assert await probe(room.page, "unringed") is None


async def test_a_screen_reader_finds_landmarks_names_and_news(room: Room) -> None:
    await _furnish(room)
    tree = await room.page.locator("body").aria_snapshot()
    for landmark in ("- banner", "- main", 'region "The bot\'s time"', 'form "Write a message"', "- log"):
        assert landmark in tree
    await expect(room.log).to_have_attribute("aria-live", "polite")
    assert await probe(room.page, "unnamed") == []
