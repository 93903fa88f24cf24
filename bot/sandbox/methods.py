"""The Bot API methods on offer, by name, and those about updates."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.sandbox import downloads, editing, messages, profile
from bot.sandbox.params import Params
from bot.sandbox.refused import Json, bad_request
from bot.sandbox.units import units
from bot.sandbox.world import World

Method = Callable[[World, Params], Any]
ANSWER_UNITS = 200


async def get_updates(world: World, params: Params) -> list[Json]:
    """getUpdates"""
    kinds = params.array("allowed_updates", "String")
    if kinds is not None:
        world.updates.allow([str(kind) for kind in kinds])
    offset, limit = params.integer("offset"), params.integer("limit", 100)
    return await world.updates.poll(offset, limit, params.integer("timeout"))


def set_webhook(world: World, params: Params) -> bool:
    """setWebhook: refused, but for the empty address, which removes one."""
    if params.text("url"):
        raise bad_request("bad webhook: the sandbox delivers updates through getUpdates only")
    return delete_webhook(world, params)


def delete_webhook(world: World, params: Params) -> bool:
    """deleteWebhook"""
    if params.boolean("drop_pending_updates"):
        world.updates.clear()
    return True


def get_webhook_info(world: World, _params: Params) -> Json:
    """getWebhookInfo: there is never one."""
    info: Json = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": world.updates.pending,
    }
    return info | ({"allowed_updates": world.updates.allowed} if world.updates.allowed else {})


def answer_callback_query(world: World, params: Params) -> bool:
    """answerCallbackQuery: once, and not too late."""
    text, alert = params.text("text"), params.boolean("show_alert")
    if units(text) > ANSWER_UNITS:
        raise bad_request("MESSAGE_TOO_LONG")
    chat = world.callbacks.answer(params.text("callback_query_id"))
    world.events.publish("toast", {"chat": chat, "text": text, "alert": alert})
    return True


METHODS: Mapping[str, Method | Callable[[World, Params], Awaitable[Any]]] = {
    "getMe": profile.get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "sendMessage": messages.send_message,
    "sendDocument": messages.send_document,
    "sendChatAction": messages.send_chat_action,
    "getFile": downloads.get_file,
    "editMessageText": editing.edit_message_text,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "setMessageReaction": editing.set_message_reaction,
    "answerCallbackQuery": answer_callback_query,
    "getChat": profile.get_chat,
    "leaveChat": profile.leave_chat,
    "setMyCommands": profile.set_my_commands,
    "getMyCommands": profile.get_my_commands,
    "deleteMyCommands": profile.delete_my_commands,
    "setMyName": profile.set_my_name,
    "getMyName": profile.get_my_name,
    "setMyDescription": profile.set_my_description,
    "getMyDescription": profile.get_my_description,
    "setMyShortDescription": profile.set_my_short_description,
    "getMyShortDescription": profile.get_my_short_description,
}
BY_LOWER_NAME = {name.lower(): name for name in METHODS}  # Telegram's server takes any case
