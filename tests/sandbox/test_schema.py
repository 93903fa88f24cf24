"""Every request the sandbox accepts and every reply it gives fits the Bot API as data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Sandbox
from bot.sandbox.methods import METHODS
from bot.sandbox.params import Params, read_params
from tests.sandbox import schema
from tests.sandbox.make import Caller, button

pytestmark = pytest.mark.skipif(
    not schema.FILE.is_file(), reason="the Bot API as data (bot-api-10.1.json) is not part of the project"
)

CHAT = {"chat_id": 1001}
REPLY_KEYBOARD = {
    "keyboard": [[{"text": "Just finished"}, {"text": "Today"}]],
    "is_persistent": True,
    "resize_keyboard": True,
    "input_field_placeholder": "or write",
}
RICH = (
    "<b>a</b> <i>b</i> <u>c</u> <s>d</s> <code>e</code> <tg-spoiler>f</tg-spoiler><blockquote>i</blockquote>"
)
MORE = " <a href='https://x.y'>g</a>\n<pre><code class='language-py'>h</code></pre>\n/help"
COMMANDS = [{"command": "start", "description": "Begin"}]
REPLY = {"message_id": 1, "allow_sending_without_reply": True}
ENTITY = {"type": "bold", "offset": 0, "length": 2}

SAMPLES: dict[str, list[dict[str, Any]]] = {
    "getMe": [{}],
    "getUpdates": [{"offset": 0, "limit": 5, "timeout": 0, "allowed_updates": ["message"]}, {}],
    "setWebhook": [{"url": ""}],
    "deleteWebhook": [{"drop_pending_updates": True}],
    "getWebhookInfo": [{}],
    "sendMessage": [
        CHAT | {"text": RICH + MORE, "parse_mode": "HTML", "reply_markup": button()},
        CHAT | {"text": "ab", "entities": [ENTITY], "link_preview_options": {"is_disabled": True}},
        CHAT | {"text": "reply", "reply_parameters": REPLY, "disable_notification": True},
        CHAT | {"text": "keys", "reply_markup": REPLY_KEYBOARD, "protect_content": True},
        CHAT | {"text": "no keys", "reply_markup": {"remove_keyboard": True}},
        CHAT | {"text": "force", "reply_markup": {"force_reply": True}},
    ],
    "sendDocument": [CHAT | {"document": "sandbox-file-1", "caption": "<b>c</b>", "parse_mode": "HTML"}],
    "getFile": [{"file_id": "sandbox-file-1"}],
    "sendChatAction": [CHAT | {"action": "typing"}],
    "editMessageText": [CHAT | {"message_id": 2, "text": "new", "reply_markup": button()}],
    "editMessageReplyMarkup": [CHAT | {"message_id": 2, "reply_markup": button("other")}],
    "deleteMessage": [CHAT | {"message_id": 2}],
    "deleteMessages": [CHAT | {"message_ids": [2, 99]}],
    "setMessageReaction": [
        CHAT | {"message_id": 1, "reaction": [{"type": "emoji", "emoji": "✍"}]},
        CHAT | {"message_id": 1},
    ],
    "answerCallbackQuery": [{"callback_query_id": "?", "text": "Kept", "show_alert": True, "cache_time": 1}],
    "getChat": [CHAT],
    "leaveChat": [{"chat_id": -5001}],
    "setMyCommands": [{"commands": COMMANDS, "scope": {"type": "all_private_chats"}, "language_code": "de"}],
    "getMyCommands": [{}],
    "deleteMyCommands": [{"scope": {"type": "chat", "chat_id": 1001}}],
    "setMyName": [{"name": "After", "language_code": ""}],
    "getMyName": [{}],
    "setMyDescription": [{"description": "What it does"}],
    "getMyDescription": [{"language_code": "en"}],
    "setMyShortDescription": [{"short_description": "What"}],
    "getMyShortDescription": [{}],
}


@pytest.fixture
async def ready(sandbox: Sandbox, api: Caller) -> str:
    """A chat with a bot's message (2), a document (3), a group and a pressed button; returns its query."""
    await api.sent("Hello", reply_markup=button("old"))
    form = aiohttp.FormData({"chat_id": "1001"})
    form.add_field("document", b"{}", filename="all.json")
    async with api.session.post(f"{api.url}/bot{api.token}/sendDocument", data=form) as response:
        schema.hold_reply("sendDocument", (await response.json())["result"])
    sandbox.group(1001)
    return sandbox.press(1001, 2, "old")


def test_every_method_on_offer_has_samples() -> None:
    assert SAMPLES.keys() == METHODS.keys()


@pytest.mark.parametrize("method", METHODS)
async def test_requests_and_replies_fit_the_schema(method: str, api: Caller, ready: str) -> None:
    for sample in SAMPLES[method]:
        params = sample | ({"callback_query_id": ready} if "callback_query_id" in sample else {})
        schema.hold_request(method, params)
        schema.hold_reply(method, await api.result(method, **params))


@pytest.mark.parametrize("method", METHODS)
async def test_no_parameter_is_read_that_the_schema_does_not_have(
    method: str, api: Caller, ready: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Params] = []

    async def read(request: aiohttp.web.Request) -> Params:
        seen.append(await read_params(request))
        return seen[-1]

    monkeypatch.setattr("bot.sandbox.bot_api.read_params", read)
    for sample in SAMPLES[method]:
        await api(method, **sample | ({"callback_query_id": ready} if "callback_query_id" in sample else {}))
    known = {field["name"] for field in schema.schema()["methods"][method].get("fields", [])}
    assert set().union(*(params.read for params in seen)) <= known


DEEDS: dict[str, Callable[[Sandbox], object]] = {
    "text": lambda sandbox: sandbox.say(1001, "/start@afterhour_sandbox_bot now https://x.y"),
    "reply": lambda sandbox: sandbox.say(1001, "re", reply_to=2),
    "press": lambda sandbox: sandbox.press(1001, 2, "old"),
    "stale press": lambda sandbox: _press_after_deletion(sandbox),
    "edit": lambda sandbox: sandbox.edit(1001, 1, "other"),
    "block": lambda sandbox: sandbox.block(1001),
    "group": lambda sandbox: sandbox.group(1002, "hello"),
    "sticker": lambda sandbox: sandbox.send(1001, "sticker"),
    "photo": lambda sandbox: sandbox.send(1001, "photo"),
    "voice": lambda sandbox: sandbox.send(1001, "voice"),
    "forward": lambda sandbox: sandbox.send(1001, "forward"),
    "document": lambda sandbox: sandbox.send_file(1001, "week.ics", b"x", caption="See https://x.y"),
    "location": lambda sandbox: sandbox.send_location(1001, 35.68, 139),
}


def _press_after_deletion(sandbox: Sandbox) -> None:
    sandbox.world.remove(sandbox.world.chats.all[1001].messages[2])
    sandbox.press(1001, 2, "old")


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize("deed", DEEDS)
async def test_updates_fit_the_schema(deed: str, sandbox: Sandbox, api: Caller) -> None:
    sandbox.world.updates.clear()
    DEEDS[deed](sandbox)
    updates = await api.result("getUpdates")
    assert updates
    schema.hold_reply("getUpdates", updates)


def test_the_schema_refuses_what_does_not_fit() -> None:
    with pytest.raises(schema.Misfit, match="missing"):
        schema.hold_reply("getMe", {"id": 1})
    with pytest.raises(schema.Misfit, match="unknown"):
        schema.hold_request("getMe", {"speed": 1})
    with pytest.raises(schema.Misfit, match="no Integer"):
        schema.hold_reply("getMe", {"id": True, "is_bot": True, "first_name": "x"})
