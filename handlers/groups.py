"""Groups, which the bot leaves, and private chats that block it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from typing import Any

from telegram import Chat, ChatMember, Update
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop, CallbackContext, ExtBot

from db import therapists
from db.looking import NeedsToKeep
from handlers import inhand
from handlers.context import Services
from prompts.texts import load_texts

log = logging.getLogger(__name__)
Context = CallbackContext[ExtBot[str], dict[Any, Any], dict[Any, Any], Services]
_OUTSIDE = (ChatMember.LEFT, ChatMember.BANNED)


async def leave(update: Update, context: Context) -> None:
    """Whatever comes from elsewhere than a private chat ends here. Nothing is stored.

    Having left, the bot cannot speak there again: so it is said once, however many updates were on their way.
    """
    chat = update.effective_chat
    if chat is None or chat.type == Chat.PRIVATE:
        return
    inhand.current().committed()  # ahead of the network: nothing of it is to be kept, however long that takes
    member = update.my_chat_member
    if member is None or member.new_chat_member.status not in _OUTSIDE:
        if chat.type != Chat.CHANNEL:
            words = load_texts()("group.private_only")
            await _try(context.bot.send_message(chat.id, words, rate_limit_args="stranger"))
        await _try(context.bot.leave_chat(chat.id))
    raise ApplicationHandlerStop


async def membership(update: Update, context: Context) -> None:
    """In a private chat: the therapist blocked the bot, or let it in again. Everything is kept."""
    member, services = update.my_chat_member, context.bot_data
    if member is None:
        return
    if inhand.current().reading:
        raise NeedsToKeep
    async with services.database.write() as session:
        blocked = member.new_chat_member.status in _OUTSIDE
        await therapists.stop(
            session, services.bot_id, member.from_user.id, services.clock.now() if blocked else None
        )
    inhand.current().committed()


async def _try(call: Awaitable[object]) -> None:
    try:
        await call
    except TelegramError as error:
        log.info("leaving a group: %s", type(error).__name__)
