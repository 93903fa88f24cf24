"""What the page shows of what the bot sends: formatting, spoilers, documents, reactions, news while away."""

from __future__ import annotations

import pytest
from aiohttp import FormData
from playwright.async_api import expect

from tests.sandbox.make import TOKEN
from tests.sandbox.page.room import JONAS, MARA, Room

pytestmark = pytest.mark.asyncio(loop_scope="package")

RICH = (
    "😀 <b>bold <i>both</i></b> <u>under</u> <s>gone</s> <code>a &lt; b</code>\n"
    "<blockquote>said\ntwice</blockquote>\n<pre>x = 1</pre>\n"
    '<a href="https://example.org/">there</a>'
)


async def test_entities_are_drawn_where_they_stand(room: Room) -> None:
    await room.bot.say(RICH, parse_mode="HTML")
    text = room.bubble("both").locator(".text")
    marks = {"strong": "bold both", "strong em": "both", "u": "under", "s": "gone", "pre": "x = 1"}
    for tag, words in marks.items():
        await expect(text.locator(tag)).to_have_text(words)
    await expect(text.locator("code").first).to_have_text("a < b")
    await expect(text.locator("blockquote")).to_have_text("said\ntwice")
    await expect(text.get_by_role("link", name="there")).to_have_attribute("href", "https://example.org/")


async def test_a_spoiler_shows_on_a_tap_and_stays_open_through_an_edit(room: Room) -> None:
    secret = "It was <tg-spoiler>Oak</tg-spoiler>"
    message = await room.bot.say(secret, parse_mode="HTML")
    hidden = room.page.get_by_role("button", name="Hidden text")
    assert "Oak" not in await room.log.aria_snapshot()
    await hidden.click()
    await expect(hidden).to_have_count(0)
    edit = {"chat_id": MARA, "message_id": message, "text": f"{secret}.", "parse_mode": "HTML"}
    await room.bot.api.result("editMessageText", **edit)
    await expect(room.bubble("It was").locator(".edited")).to_be_visible()
    assert "Oak" in await room.log.aria_snapshot()


async def test_a_reply_to_a_spoiler_does_not_give_it_away(room: Room) -> None:
    message = await room.bot.say("It was <tg-spoiler>Oak</tg-spoiler>", parse_mode="HTML")
    room.sandbox.say(MARA, "who", reply_to=message)
    await expect(room.page.locator(".own .quote")).to_contain_text("It was •••")


async def test_a_document_can_be_downloaded(room: Room) -> None:
    form = FormData({"chat_id": str(MARA), "caption": "All I keep"})
    form.add_field("document", b'{"kept": 1}', filename="export.json")
    async with room.bot.api.session.post(f"{room.url}/bot{TOKEN}/sendDocument", data=form) as answer:
        assert answer.status == 200
    await expect(room.bubble("All I keep")).to_contain_text("11 B")
    async with room.page.expect_download() as coming:
        await room.page.get_by_role("link", name="Download export.json").click()
    download = await coming.value
    assert download.suggested_filename == "export.json"
    assert (await download.path()).read_bytes() == b'{"kept": 1}'


async def test_a_reaction_stands_under_the_message(room: Room) -> None:
    line = room.sandbox.say(MARA, "The silence came")
    reaction = [{"type": "emoji", "emoji": "✍"}]
    await room.bot.api.result("setMessageReaction", chat_id=MARA, message_id=line, reaction=reaction)
    await expect(room.page.get_by_role("img", name="Afterhour reacted with ✍")).to_be_visible()


async def test_typing_shows_until_the_message_comes(room: Room) -> None:
    await room.bot.api.result("sendChatAction", chat_id=MARA, action="typing")
    status = room.page.locator("#bot-status")
    await expect(status).to_have_text("typing")
    await room.bot.say("There")
    await expect(status).to_have_text("bot")


async def test_news_for_the_other_person_is_counted_until_one_looks(room: Room) -> None:
    room.sandbox.say(JONAS, "/start")
    tab = room.page.get_by_role("tab", name="Jonas")
    await expect(tab).to_have_accessible_name("Jonas, 1 unread")
    await room.bot.say("And another", JONAS)
    await expect(tab.locator(".badge")).to_have_text("2")
    await tab.click()
    await expect(room.bubble("And another")).to_be_visible()
    await room.page.get_by_role("tab", name="Mara").click()
    await expect(tab).to_have_accessible_name("Jonas")


async def test_a_silent_message_says_so_quietly(room: Room) -> None:
    await room.bot.say("Shh", disable_notification=True)
    await expect(room.bubble("Shh")).to_contain_text("sent without a sound")


async def test_the_end_stays_in_view_only_for_who_was_there(room: Room) -> None:
    for number in range(12):
        await room.bot.say(f"line {number}\n·\n·\n·")
    await expect(room.bubble("line 11")).to_be_in_viewport()
    await room.log.evaluate("log => { log.scrollTop = 0; }")
    to_end = room.page.get_by_role("button", name="To the end")
    await expect(to_end).to_be_visible()
    await room.bot.say("news")
    await expect(to_end).to_have_accessible_name("To the end, 1 new")
    assert await room.log.evaluate("log => log.scrollTop") == 0
    await to_end.click()
    await expect(room.bubble("news")).to_be_in_viewport()


async def test_a_lost_connection_is_said_and_what_was_missed_is_fetched(room: Room) -> None:
    await room.page.route("**/api/events", lambda route: route.abort())
    room.sandbox.world.events.close()
    await expect(room.page.get_by_text("Connection lost")).to_be_visible()
    await room.bot.say("Said meanwhile")
    await room.page.unroute("**/api/events")
    await expect(room.bubble("Said meanwhile")).to_be_visible()
    await expect(room.page.get_by_text("Connection lost")).to_be_hidden()


async def test_an_empty_chat_offers_start_with_the_description(empty_room: Room) -> None:
    await empty_room.bot.api.result("setMyDescription", description="Two short questions.")
    await expect(empty_room.log).to_contain_text("Two short questions.")
    await expect(empty_room.field).to_be_hidden()
    await empty_room.page.get_by_role("button", name="Start", exact=True).click()
    await expect(empty_room.bubble("Echo: /start")).to_be_visible()
    await expect(empty_room.field).to_be_focused()
