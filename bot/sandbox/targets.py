"""Which chat and which message a call is about, and whether the bot may write there."""

from __future__ import annotations

import re

from bot.sandbox.chats import Chat, Entry
from bot.sandbox.params import Params
from bot.sandbox.refused import bad_request, forbidden
from bot.sandbox.world import World


def chat_of(world: World, params: Params) -> Chat:
    """The chat a call is about. Raises Refused when the bot does not know it."""
    given = params.text("chat_id").strip()
    if not given:
        raise bad_request("chat_id is empty")
    known = re.fullmatch(r"-?[0-9]{1,18}", given) and world.chats.all.get(int(given))
    if not known:
        raise bad_request("chat not found")
    return known


def writable(world: World, params: Params) -> Chat:
    """A chat the bot may write to now."""
    chat = chat_of(world, params)
    if chat.bot_left:
        raise forbidden("bot is not a member of the group chat")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    if not chat.begun:
        raise forbidden("bot can't initiate conversation with a user")
    return chat


def entry_of(chat: Chat, params: Params, what: str) -> Entry:
    """The message a call is about."""
    entry = chat.messages.get(params.integer("message_id"))
    if entry is None:
        raise bad_request(f"message to {what} not found")
    return entry
