"""From an update to a turn: one transaction, then the effects. python-telegram-bot routes, we wrap."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Iterator
from datetime import timedelta
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    BaseHandler,
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

from db import therapists
from handlers import groups, inhand, lines, other, start, typed
from handlers.context import Feature, Services, Turn, TurnHandler, Visit, VisitHandler, as_turn
from handlers.delivery import Address, Delivery
from handlers.effects import Effects, Say, Toast
from handlers.keyboards import NotOurs
from handlers.visits import visit_of
from prompts.schedule.checkins import SILENCE
from prompts.texts import load_texts

Context = CallbackContext[ExtBot[str], dict[Any, Any], dict[Any, Any], Services]
Callback = Callable[[Update, Any], Coroutine[Any, Any, None]]
WITHOUT_ZONE = frozenset({"cancel", "export", "erase"})  # commands that work from the first minute on
SEEN_EVERY = timedelta(minutes=10)  # how exactly "last seen" is kept


def add_to(application: Application[Any, Any, Any, Any, Any, Any], features: Iterable[Feature]) -> None:
    """Register every command, button and kind of message."""
    listed = tuple(features)
    waits = {name: handler for feature in listed for name, handler in feature.typed.items()}
    application.add_handler(TypeHandler(Update, groups.leave), group=-1)
    for feature in listed:
        for handler in _of_feature(feature):
            application.add_handler(handler)
    application.add_handler(CallbackQueryHandler(_for_therapist(other.unknown_press)))
    application.add_handler(
        MessageHandler(_NEW & _TEXT & ~filters.COMMAND, _for_therapist(typed.receiver(waits)))
    )
    application.add_handler(MessageHandler(_EDITED & _TEXT, _for_therapist(lines.edited)))
    application.add_handler(MessageHandler(_NEW, _for_therapist(other.kind_line)))
    application.add_handler(ChatMemberHandler(groups.membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_error_handler(_failed)


_TEXT = filters.TEXT & ~filters.FORWARDED
_NEW = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
_EDITED = filters.ChatType.PRIVATE & filters.UpdateType.EDITED_MESSAGE


def _of_feature(feature: Feature) -> Iterator[BaseHandler[Update, Any, None]]:
    for name, turn_handler in feature.commands.items():
        callback = _for_therapist(turn_handler, arrived=name not in WITHOUT_ZONE)
        yield CommandHandler(name, callback, _NEW & _TEXT)
    for name, visit_handler in feature.open_commands.items():
        yield CommandHandler(name, _for_anybody(visit_handler), _NEW & _TEXT)
    for verb, turn_handler in feature.presses.items():
        yield CallbackQueryHandler(_for_therapist(turn_handler), rf"^{verb}(:|$)")
    for verb, visit_handler in feature.open_presses.items():
        yield CallbackQueryHandler(_for_anybody(visit_handler), rf"^{verb}(:|$)")


def _for_therapist(handler: TurnHandler, *, arrived: bool = False) -> Callback:
    """`arrived`: only for who has said what time it is there; others are asked again."""

    async def visited(visit: Visit) -> Effects:
        if visit.known is None:
            return _unmet(visit)
        turn = as_turn(visit)
        back = await _seen(turn)
        if arrived and visit.known.zone is None:
            return [*back, *await start.start(visit)]
        return [*back, *await handler(turn)]

    return _for_anybody(visited)


def _unmet(visit: Visit) -> Effects:
    """Nothing is kept of people who have not agreed, and nothing shown to them."""
    if visit.press.verb:
        return [Toast(visit.texts.plain("press.gone"))]
    return [] if visit.typed and visit.typed.edited_at else [Say(visit.texts("start.first"))]


def _for_anybody(handler: VisitHandler) -> Callback:
    async def callback(update: Update, context: Context) -> None:
        services, query = context.bot_data, update.callback_query
        try:
            handled = await _handle(update, services, handler)
        except NotOurs:  # nothing was changed: the transaction was rolled back
            handled = _not_ours(update)
        inhand.current().committed()
        if handled is not None:
            to, effects = handled
            await Delivery(context.bot, services).perform(to, effects, query.id if query else None)

    return callback


async def _handle(
    update: Update, services: Services, handler: VisitHandler
) -> tuple[Address, Effects] | None:
    """One update in one transaction; what is to be done at Telegram afterwards."""
    async with services.database.write() as session:
        visit = await visit_of(update, services, session, services.clock.now())
        if visit is None:
            return None
        effects = await handler(visit)
        known = await therapists.find(session, services.bot_id, visit.telegram_id)
        therapist_id, locale = (known.id, known.locale) if known else (None, "en")
    return Address(visit.telegram_id, visit.chat_id, therapist_id, locale), effects


def _not_ours(update: Update) -> tuple[Address, Effects] | None:
    """A button whose data no version of this bot wrote."""
    user, chat = update.effective_user, update.effective_chat
    if user is None or chat is None:
        return None
    return Address(user.id, chat.id, None), [Toast(load_texts().plain("press.gone"))]


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
