"""The server refuses what Telegram refuses, with Telegram's codes and words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox import Sandbox
from tests.sandbox.make import Caller, button

BAD = "Bad Request: "
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"text": ""}, "message text is empty"),
        ({}, "message text is empty"),
        ({"text": " \n"}, "text must be non-empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "🌊" * 2049}, "message is too long"),
        ({"text": "x", "parse_mode": "Rich"}, "unsupported parse_mode"),
        ({"text": "x", "reply_markup": button("x" * 65)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": button("é" * 33)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": button(text="")}, "inline keyboard button text must be non-empty"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply markup JSON object"),
        (
            {"text": "x", "reply_markup": {}, "reply_parameters": {"message_id": 9}},
            "message to be replied not found",
        ),
        ({"text": "x", "chat_id": 5}, "chat not found"),
        ({"text": "x", "chat_id": "@nobody"}, "chat not found"),
        ({"text": "x", "chat_id": "²"}, "chat not found"),
        ({"text": "x", "chat_id": ""}, "chat_id is empty"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "plain"}]]}},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
    ],
)
async def test_a_message_that_telegram_would_refuse(params: dict[str, Any], words: str, api: Caller) -> None:
    assert await api.refusal("sendMessage", **{"chat_id": 1001} | params) == (400, BAD + words)
    assert (await api.get("/api/chat/1001"))[1]["messages"][1:] == []


async def test_length_is_counted_after_parsing_in_utf16_units(api: Caller) -> None:
    await api.sent(f"<b>{'🌊' * 2048}</b>", parse_mode="HTML")
    await api.sent("&lt;" * 4096, parse_mode="HTML")


async def test_a_reply_to_a_missing_message_is_sent_plain_when_that_is_allowed(api: Caller) -> None:
    sent = await api.result(
        "sendMessage",
        chat_id=1001,
        text="x",
        reply_parameters={"message_id": 99, "allow_sending_without_reply": True},
    )
    assert "reply_to_message" not in sent


async def test_unknown_methods_and_wrong_tokens(api: Caller) -> None:
    assert await api.refusal("sendPigeon") == (404, "Not Found: method not found")
    api.token = "1:other"
    assert await api.refusal("getMe") == (401, "Unauthorized")


async def test_an_edit_that_changes_nothing(api: Caller) -> None:
    message = await api.sent("Same", reply_markup=button())
    same = {"chat_id": 1001, "message_id": message, "reply_markup": button()}
    assert await api.refusal("editMessageText", text="Same", **same) == (400, BAD + NOT_MODIFIED)
    assert await api.refusal("editMessageReplyMarkup", **same) == (400, BAD + NOT_MODIFIED)
    await api.result("editMessageText", text="<i>Same</i>", parse_mode="HTML", **same)


async def test_edits_of_what_is_not_there_or_not_ones_own(api: Caller) -> None:
    refused = await api.refusal("editMessageText", chat_id=1001, message_id=77, text="x")
    assert refused == (400, BAD + "message to edit not found")
    refused = await api.refusal("editMessageText", chat_id=1001, message_id=1, text="x")
    assert refused == (400, BAD + "message can't be edited")


async def test_deleting_ends_after_48_hours(sandbox: Sandbox, api: Caller) -> None:
    old = await api.sent()
    await sandbox.jump(sandbox.now() + timedelta(hours=48))
    new = await api.sent()
    assert await api.result("deleteMessage", chat_id=1001, message_id=old) is True
    old = new
    await sandbox.jump(sandbox.now() + timedelta(hours=48, seconds=1))
    words = BAD + "message can't be deleted for everyone"
    assert await api.refusal("deleteMessage", chat_id=1001, message_id=old) == (400, words)
    assert await api.refusal("deleteMessages", chat_id=1001, message_ids=[old, 99]) == (400, words)
    missing = await api.refusal("deleteMessage", chat_id=1001, message_id=99)
    assert missing == (400, BAD + "message to delete not found")


async def test_a_callback_answer_too_long_or_too_late(sandbox: Sandbox, api: Caller) -> None:
    query = sandbox.press(1001, await api.sent(reply_markup=button()), "yes")
    refused = await api.refusal("answerCallbackQuery", callback_query_id=query, text="x" * 201)
    assert refused == (400, BAD + "MESSAGE_TOO_LONG")
    await sandbox.jump(sandbox.now() + timedelta(hours=1))
    refused = await api.refusal("answerCallbackQuery", callback_query_id=query)
    assert refused == (400, BAD + "query is too old and response timeout expired or query ID is invalid")


async def test_a_person_who_blocked_the_bot_or_never_began(sandbox: Sandbox, api: Caller) -> None:
    sandbox.block(1001)
    blocked = (403, "Forbidden: bot was blocked by the user")
    assert await api.refusal("sendMessage", chat_id=1001, text="x") == blocked
    assert await api.refusal("sendChatAction", chat_id=1001, action="typing") == blocked
    sandbox.block(1001, False)
    await api.sent()
    refused = await api.refusal("sendMessage", chat_id=1002, text="x")
    assert refused == (403, "Forbidden: bot can't initiate conversation with a user")


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("sendChatAction", {"action": "dancing"}, "wrong parameter action in request"),
        (
            "setMessageReaction",
            {"message_id": 1, "reaction": [{"type": "emoji", "emoji": "🪿"}]},
            "REACTION_INVALID",
        ),
        ("setMessageReaction", {"message_id": 50}, "message to react not found"),
        ("leaveChat", {}, "chat member status can't be changed in private chats"),
        ("setMyCommands", {"commands": [{"command": "Start", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": "start"}, "can't parse BotCommand JSON object"),
        ("setMyName", {"name": "x" * 65}, "NAME_TOO_LONG"),
        ("sendDocument", {}, "there is no document in the request"),
        ("deleteMessages", {"message_ids": list(range(1, 102))}, "too many message identifiers specified"),
        ("deleteMessages", {"message_ids": []}, "message identifiers are not specified"),
        (
            "setWebhook",
            {"url": "https://x.y"},
            "bad webhook: the sandbox delivers updates through getUpdates only",
        ),
    ],
)
async def test_other_refusals(method: str, params: dict[str, Any], words: str, api: Caller) -> None:
    assert await api.refusal(method, chat_id=1001, **params) == (400, BAD + words)


async def test_a_body_that_is_no_json_is_refused(api: Caller) -> None:
    headers = {"Content-Type": "application/json"}
    url = f"{api.url}/bot{api.token}/getMe"
    async with api.session.post(url, data=b"{", headers=headers) as response:
        assert response.status == 400
