"""A person writes, the bot answers, a button is pressed: the whole round over HTTP."""

from __future__ import annotations

from bot.sandbox import Sandbox
from tests.sandbox.make import Caller, button


async def test_what_a_person_says_reaches_the_bot_as_an_update(sandbox: Sandbox, api: Caller) -> None:
    status, said = await api.post("/api/chat/1001/say", {"text": "/session Oak"})
    updates = await api.result("getUpdates")
    message = updates[0]["message"]
    assert status == 200
    assert message["message_id"] == said["message_id"]
    assert message["chat"]["type"] == "private"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 8}]
    assert message["date"] == int(sandbox.now().timestamp())


async def test_the_page_shows_what_the_bot_sends(api: Caller) -> None:
    sent = await api.sent("<b>Hi</b> there", parse_mode="HTML", reply_markup=button())
    _, chat = await api.get("/api/chat/1001")
    shown = chat["messages"][-1]
    assert (shown["id"], shown["from"], shown["text"]) == (sent, "bot", "Hi there")
    assert shown["entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    assert shown["keyboard"] == [[{"text": "Yes", "data": "yes"}]]


async def test_a_press_is_answered_once(api: Caller) -> None:
    message = await api.sent(reply_markup=button())
    _, pressed = await api.post("/api/chat/1001/press", {"message_id": message, "data": "yes"})
    query = (await api.result("getUpdates"))[0]["callback_query"]
    assert query["id"] == pressed["callback_id"]
    assert (query["data"], query["message"]["message_id"]) == ("yes", message)
    assert await api.result("answerCallbackQuery", callback_query_id=query["id"]) is True
    assert await api.refusal("answerCallbackQuery", callback_query_id=query["id"]) == (
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    )


async def test_an_edit_shows_and_takes_the_keyboard_away(api: Caller) -> None:
    message = await api.sent(reply_markup=button())
    edited = await api.result("editMessageText", chat_id=1001, message_id=message, text="4 of 5")
    _, chat = await api.get("/api/chat/1001")
    assert "reply_markup" not in edited
    assert (chat["messages"][-1]["text"], chat["messages"][-1]["keyboard"]) == ("4 of 5", None)
    assert chat["messages"][-1]["edit_date"] == "2026-11-23T09:07:00Z"
