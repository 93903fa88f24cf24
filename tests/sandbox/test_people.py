"""What people do: write, edit, delete, send, block, bring the bot into a group."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.sandbox import NotPossible, Sandbox
from tests.sandbox.make import Caller, button


async def _updates(api: Caller) -> list[dict[str, Any]]:
    updates: list[dict[str, Any]] = await api.result("getUpdates")
    return updates


@pytest.mark.parametrize("text", ["<b>&_*[", "🌊 é", "שלום", "a\0b", "x" * 4096])
async def test_what_was_typed_arrives_as_it_was_typed(text: str, api: Caller) -> None:
    await api.post("/api/chat/1001/say", {"text": text})
    assert (await _updates(api))[0]["message"]["text"] == text
    assert (await api.get("/api/chat/1001"))[1]["messages"][-1]["text"] == text


async def test_a_longer_text_is_split_as_an_app_does(sandbox: Sandbox, api: Caller) -> None:
    sandbox.say(1001, "🌊" * 2049)
    assert [len(update["message"]["text"]) for update in await _updates(api)] == [2048, 1]


async def test_a_reply_carries_what_it_replies_to(sandbox: Sandbox, api: Caller) -> None:
    message = await api.sent("Question?")
    await api.post("/api/chat/1001/say", {"text": "Answer", "reply_to": message})
    update = (await _updates(api))[0]["message"]
    assert update["reply_to_message"]["text"] == "Question?"
    assert sandbox.history(1001)[-1]["reply_to"] == message


async def test_an_edit_reaches_the_bot_and_the_same_text_does_not(api: Caller) -> None:
    for text in ("/begin", "/begin"):
        assert (await api.post("/api/chat/1001/edit", {"message_id": 1, "text": text}))[0] == 200
    (update,) = await _updates(api)
    assert (update["edited_message"]["text"], update["edited_message"]["message_id"]) == ("/begin", 1)


async def test_a_deletion_is_for_ones_own_view_only(api: Caller) -> None:
    message = await api.sent()
    await api.post("/api/chat/1001/delete", {"message_id": message})
    assert [m["id"] for m in (await api.get("/api/chat/1001"))[1]["messages"]] == [1]
    assert await _updates(api) == []
    await api.result("editMessageText", chat_id=1001, message_id=message, text="still there")


@pytest.mark.parametrize(
    ("kind", "field"),
    [("sticker", "sticker"), ("photo", "photo"), ("voice", "voice"), ("forward", "forward_origin")],
)
async def test_other_kinds_of_messages_arrive(kind: str, field: str, api: Caller) -> None:
    await api.post("/api/chat/1001/send", {"kind": kind})
    assert field in (await _updates(api))[0]["message"]
    assert (await api.get("/api/chat/1001"))[1]["messages"][-1]["kind"] == kind


async def test_blocking_is_told_and_stops_writing_both_ways(api: Caller) -> None:
    await api.post("/api/chat/1001/block", {"blocked": True})
    status, answer = await api.post("/api/chat/1001/say", {"text": "x"})
    assert (status, "blocked" in answer["error"]) == (400, True)
    await api.post("/api/chat/1001/block", {"blocked": False})
    states = [update["my_chat_member"]["new_chat_member"]["status"] for update in await _updates(api)]
    assert states == ["kicked", "member"]


async def test_the_bot_hears_of_a_group_and_can_leave_it(api: Caller) -> None:
    _, group = await api.post("/api/group", {"person_id": 1002, "text": "Hello all"})
    chat = group["chat_id"]
    joined, created, said = await _updates(api)
    assert joined["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert created["message"]["group_chat_created"] is True
    assert (said["message"]["chat"]["type"], said["message"]["text"]) == ("group", "Hello all")
    await api.result("sendMessage", chat_id=chat, text="I work in private chats.")
    await api.result("leaveChat", chat_id=chat)
    refused = await api.refusal("sendMessage", chat_id=chat, text="x")
    assert refused == (403, "Forbidden: bot is not a member of the group chat")
    status, _ = await api.post("/api/group", {"chat_id": chat, "text": "Anybody?"})
    assert status == 400


async def test_a_reply_keyboard_stays_until_removed_and_a_single_use_one_until_used(api: Caller) -> None:
    keys = {"keyboard": [["Today"]], "is_persistent": True, "input_field_placeholder": "or write"}
    await api.sent(reply_markup=keys)
    await api.post("/api/chat/1001/say", {"text": "Today"})
    shown = (await api.get("/api/chat/1001"))[1]["reply_keyboard"]
    assert shown == {"rows": [[{"text": "Today"}]], "placeholder": "or write", "persistent": True}
    await api.sent(reply_markup=keys | {"one_time_keyboard": True})
    await api.post("/api/chat/1001/say", {"text": "Today"})
    assert (await api.get("/api/chat/1001"))[1]["reply_keyboard"] is None


async def test_pressing_an_erased_message_still_reaches_the_bot(api: Caller, sandbox: Sandbox) -> None:
    message = await api.sent(reply_markup=button())
    await api.result("deleteMessage", chat_id=1001, message_id=message)
    sandbox.press(1001, message, "yes")
    (update,) = await _updates(api)
    assert update["callback_query"]["message"]["date"] == 0


async def test_typing_shows_until_the_message_comes(api: Caller) -> None:
    await api.result("sendChatAction", chat_id=1001, action="typing")
    assert (await api.get("/api/chat/1001"))[1]["typing"] is True
    await api.sent()
    assert (await api.get("/api/chat/1001"))[1]["typing"] is False


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/chat/7/say", {"text": "x"}),
        ("/api/chat/1001/say", {"text": "  "}),
        ("/api/chat/1001/say", {"text": 5}),
        ("/api/chat/1001/say", {"text": "x", "reply_to": 99}),
        ("/api/chat/1001/press", {"message_id": 99, "data": "x"}),
        ("/api/chat/1001/edit", {"message_id": True, "text": "x"}),
        ("/api/chat/1001/send", {"kind": "pigeon"}),
        ("/api/clock", []),
        ("/api/clock", {}),
        ("/api/group", {"chat_id": 1001, "text": "x"}),
    ],
)
async def test_what_cannot_be_done_gets_one_line(path: str, body: object, api: Caller) -> None:
    status, answer = await api.post(path, body)
    assert status == 400
    assert answer["error"].endswith(".")


def test_a_bots_message_cannot_be_edited_by_a_person(sandbox: Sandbox) -> None:
    with pytest.raises(NotPossible):
        sandbox.edit(1001, 1, "x")


async def test_pages_are_told_of_changes_and_answers(sandbox: Sandbox, api: Caller) -> None:
    async with api.session.get(api.url + "/api/events") as stream:
        message = await api.sent(reply_markup=button())
        query = sandbox.press(1001, message, "yes")
        await api.result("answerCallbackQuery", callback_query_id=query, text="Kept", show_alert=True)
        heard = b""
        while b"toast" not in heard or not heard.endswith(b"\n\n"):
            heard += await asyncio.wait_for(stream.content.readany(), 10)
    assert b'event: change\ndata: {"chat": 1001}' in heard
    assert b'event: toast\ndata: {"chat": 1001, "text": "Kept", "alert": true}' in heard
