"""From an update to a turn: one transaction, then the effects. python-telegram-bot routes, we wrap."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from telegram import CallbackQuery, Chat, Message, Update
from telegram.ext import (
    Application,
    CallbackContext,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    ExtBot,
    MessageHandler,
    TypeHandler,
    filters,
)

from db import messages, therapists
from handlers import groups, inhand, lines, other, typed
from handlers.context import Feature, Services, Turn, TurnHandler, Typed, Visit, VisitHandler
from handlers.delivery import Address, Delivery
from handlers.effects import Effects, Say, Toast
from handlers.keyboards import NotOurs, Press, unpack
from prompts.schedule.checkins import SILENCE

Context = CallbackContext[ExtBot[str], dict[Any, Any], dict[Any, Any], Services]
Callback = Callable[[Update, Any], Coroutine[Any, Any, None]]
SEEN_EVERY = timedelta(minutes=10)  # how exactly "last seen" is kept


def add_to(application: Application[Any, Any, Any, Any, Any, Any], features: Iterable[Feature]) -> None:
    """Register every command, button and kind of message."""
    listed = tuple(features)
    waits = {name: handler for feature in listed for name, handler in feature.typed.items()}
    private = filters.ChatType.PRIVATE
    application.add_handler(TypeHandler(Update, groups.leave), group=-1)
    for feature in listed:
        for name, turn_handler in feature.commands.items():
            application.add_handler(CommandHandler(name, _for_therapist(turn_handler), private & _NEW))
        for name, visit_handler in feature.open_commands.items():
            application.add_handler(CommandHandler(name, _for_anybody(visit_handler), private & _NEW))
        for verb, turn_handler in feature.presses.items():
            application.add_handler(CallbackQueryHandler(_for_therapist(turn_handler), rf"^{verb}(:|$)"))
        for verb, visit_handler in feature.open_presses.items():
            application.add_handler(CallbackQueryHandler(_for_anybody(visit_handler), rf"^{verb}(:|$)"))
    application.add_handler(CallbackQueryHandler(_for_therapist(other.unknown_press)))
    text = private & filters.TEXT & ~filters.FORWARDED
    application.add_handler(
        MessageHandler(text & _NEW & ~filters.COMMAND, _for_therapist(typed.receiver(waits)))
    )
    application.add_handler(
        MessageHandler(text & filters.UpdateType.EDITED_MESSAGE, _for_therapist(lines.edited))
    )
    application.add_handler(MessageHandler(private & _NEW, _for_therapist(other.kind_line)))
    application.add_handler(ChatMemberHandler(groups.membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_error_handler(_failed)


_NEW = filters.UpdateType.MESSAGE


def _for_therapist(handler: TurnHandler) -> Callback:
    async def visited(visit: Visit) -> Effects:
        if visit.known is None:
            words = visit.texts
            return [Toast(words.plain("press.gone"))] if visit.press.verb else [Say(words("start.first"))]
        fields = {name: getattr(visit, name) for name in Visit.__dataclass_fields__}
        turn = Turn(**fields)
        back = await _seen(turn)
        return [*back, *await handler(turn)]

    return _for_anybody(visited)


def _for_anybody(handler: VisitHandler) -> Callback:
    async def callback(update: Update, context: Context) -> None:
        services, user, chat = context.bot_data, update.effective_user, update.effective_chat
        if user is None or chat is None or chat.type != Chat.PRIVATE:
            return
        async with services.database.write() as session:
            known = await therapists.find(session, services.bot_id, user.id)
            visit = Visit(
                services=services, session=session, now=services.clock.now(), telegram_id=user.id,
                chat_id=chat.id, known=known, language=user.language_code,
            )  # fmt: skip
            visit = _with_press(visit, update.callback_query)
            visit = _with_message(visit, update.effective_message if update.callback_query is None else None)
            if visit.typed and known is not None:
                await messages.note(session, known, visit.message_id, visit.now, incoming=True)
            effects = await handler(visit)
            known = await therapists.find(session, services.bot_id, user.id)
        inhand.current().committed()
        to = Address(user.id, chat.id, known.id if known else None, known.locale if known else "en")
        query = update.callback_query
        await Delivery(context.bot, services).perform(to, effects, query.id if query else None)

    return callback


def _with_press(visit: Visit, query: CallbackQuery | None) -> Visit:
    if query is None:
        return visit
    try:
        press = unpack(query.data or "")
    except NotOurs:
        press = Press("unknown", ())
    return replace(visit, press=press, message_id=query.message.message_id if query.message else 0)


def _with_message(visit: Visit, message: Message | None) -> Visit:
    if message is None:
        return visit
    text = message.text or ""
    replied = message.reply_to_message.message_id if message.reply_to_message else None
    argument = text.partition(" ")[2].strip() if text.startswith("/") else ""
    line = Typed(message.message_id, text, replied, message.edit_date)
    return replace(visit, message_id=message.message_id, typed=line, argument=argument, kind=_kind(message))


def _kind(message: Message) -> str:
    if message.forward_origin is not None:
        return "forward"
    if message.voice or message.video_note or message.audio:
        return "voice"
    if message.sticker or message.animation:
        return "sticker"
    if message.photo or message.video:
        return "photo"
    return "other" if message.text is None else "command" if message.text.startswith("/") else "text"


async def _seen(turn: Turn) -> Effects:
    """Note that the therapist is here; after a long silence, there is nothing to catch up on."""
    me, before = turn.me, turn.me.last_seen_at
    me.blocked_at = None
    if turn.now - before < SEEN_EVERY:
        return []
    me.last_seen_at = turn.now
    if turn.now - before >= SILENCE and me.rhythm is not None:
        return [Say(turn.texts("back.welcome"))]
    return []


async def _failed(_update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """A handler raised: the intake decides what becomes of the update."""
    if context.error is not None:
        inhand.current().failed(context.error)
