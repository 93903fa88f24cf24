"""python-telegram-bot's own Bot drives every method: its signatures and types hold both sides."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import telegram
from telegram import (
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)

from bot.sandbox import Sandbox
from bot.sandbox.methods import METHODS
from tests.sandbox.make import START, TOKEN, Caller

KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])


@pytest.fixture
async def bot(sandbox: Sandbox, api: Caller) -> AsyncIterator[telegram.Bot]:
    """A Bot that has been in a group, has sent message 2 and was sent a document."""
    sandbox.group(1001)
    async with telegram.Bot(TOKEN, base_url=f"{api.url}/bot") as bot:
        await bot.send_message(1001, "Hello", reply_markup=KEYS)
        sandbox.send_file(1001, "week.ics", b"x")
        yield bot


async def test_a_message_comes_back_as_the_library_reads_it(bot: telegram.Bot) -> None:
    sent = await bot.send_message(
        1001,
        "<b>Heard</b> &lt;3 🌊<tg-spoiler>x</tg-spoiler>",
        parse_mode="HTML",
        reply_parameters=ReplyParameters(2),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        disable_notification=True,
    )
    assert (sent.text, sent.date) == ("Heard <3 🌊x", START)
    assert sent.parse_entities() == {sent.entities[0]: "Heard", sent.entities[1]: "x"}
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.message_id == 2


async def test_a_document_is_kept_and_can_be_fetched(bot: telegram.Bot, api: Caller) -> None:
    sent = await bot.send_document(1001, b"# Words", filename="wörds.md", caption="Yours")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.file_size) == ("wörds.md", 7)
    again = await bot.send_document(1001, sent.document.file_id)
    _, chat = await api.get("/api/chat/1001")
    assert again.document == sent.document
    assert await api.get(chat["messages"][-1]["document"]["url"]) == (200, "# Words")


async def test_updates_become_the_librarys_objects(sandbox: Sandbox, bot: telegram.Bot) -> None:
    sandbox.world.updates.clear()
    sandbox.edit(1001, 1, "/start again")
    sandbox.press(1001, 2, "yes")
    sandbox.block(1001)
    edited, pressed, blocked = await bot.get_updates(allowed_updates=[], timeout=0)
    assert edited.edited_message is not None
    assert edited.edited_message.edit_date == START
    assert pressed.callback_query is not None
    assert isinstance(pressed.callback_query.message, telegram.Message)
    assert blocked.my_chat_member is not None
    assert blocked.my_chat_member.new_chat_member.status == "kicked"


CALLS: dict[str, Callable[[telegram.Bot, str], Awaitable[Any]]] = {
    "getMe": lambda bot, _: bot.get_me(),
    "getUpdates": lambda bot, _: bot.get_updates(timeout=0),
    "setWebhook": lambda bot, _: bot.set_webhook(""),
    "deleteWebhook": lambda bot, _: bot.delete_webhook(drop_pending_updates=True),
    "getWebhookInfo": lambda bot, _: bot.get_webhook_info(),
    "sendMessage": lambda bot, _: bot.send_message(1001, "x", reply_markup=KEYS),
    "sendDocument": lambda bot, _: bot.send_document(1001, b"x", filename="x.txt", reply_markup=KEYS),
    "getFile": lambda bot, _: bot.get_file("sandbox-file-1"),
    "sendChatAction": lambda bot, _: bot.send_chat_action(1001, "typing"),
    "editMessageText": lambda bot, _: bot.edit_message_text("y", 1001, 2),
    "editMessageReplyMarkup": lambda bot, _: bot.edit_message_reply_markup(1001, 2),
    "deleteMessage": lambda bot, _: bot.delete_message(1001, 2),
    "deleteMessages": lambda bot, _: bot.delete_messages(1001, [1, 2]),
    "setMessageReaction": lambda bot, _: bot.set_message_reaction(1001, 1, "✍"),
    "answerCallbackQuery": lambda bot, query: bot.answer_callback_query(query, "Kept", show_alert=True),
    "getChat": lambda bot, _: bot.get_chat(1001),
    "leaveChat": lambda bot, _: bot.leave_chat(-5001),
    "setMyCommands": lambda bot, _: bot.set_my_commands([BotCommand("start", "Begin")]),
    "getMyCommands": lambda bot, _: bot.get_my_commands(),
    "deleteMyCommands": lambda bot, _: bot.delete_my_commands(),
    "setMyName": lambda bot, _: bot.set_my_name("After"),
    "getMyName": lambda bot, _: bot.get_my_name(),
    "setMyDescription": lambda bot, _: bot.set_my_description("What it does"),
    "getMyDescription": lambda bot, _: bot.get_my_description(),
    "setMyShortDescription": lambda bot, _: bot.set_my_short_description("What"),
    "getMyShortDescription": lambda bot, _: bot.get_my_short_description(),
}


@pytest.mark.parametrize("method", METHODS)
async def test_the_library_understands_every_reply(method: str, sandbox: Sandbox, bot: telegram.Bot) -> None:
    query = sandbox.press(1001, 2, "yes")
    result = await CALLS[method](bot, query)
    assert sandbox.calls[-1][0] == method
    assert not getattr(result, "api_kwargs", None), "a field the library does not know"


async def test_a_refusal_is_the_librarys_error(bot: telegram.Bot) -> None:
    with pytest.raises(telegram.error.BadRequest, match="Message is not modified"):
        await bot.edit_message_text("Hello", 1001, 2, reply_markup=KEYS)
    with pytest.raises(telegram.error.BadRequest, match="Chat not found"):
        await bot.send_message(5, "x")
