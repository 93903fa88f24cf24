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
from db.looking import NeedsToKeep, looking
from db.models import Therapist
from handlers import discreet, edited, groups, inhand, other, start, typed
from handlers.context import Feature, Services, Turn, TurnHandler, Visit, VisitHandler, as_turn
from handlers.delivery import Delivery
from handlers.effects import Effects, Say, Toast
from handlers.keyboards import NotOurs
from handlers.owed import Address, Owed
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
    kinds = {name: handler for feature in listed for name, handler in feature.kinds.items()}
    application.add_handler(TypeHandler(Update, groups.leave), group=-1)
    application.add_handler(CallbackQueryHandler(_by_verb(listed)))
    for feature in listed:
        for handler in _commands(feature):
            application.add_handler(handler)
    application.add_handler(
        MessageHandler(_NEW & _TEXT & ~filters.COMMAND, _for_therapist(typed.receiver(waits)))
    )
    application.add_handler(MessageHandler(_EDITED & _TEXT, _for_therapist(edited.edited)))
    application.add_handler(MessageHandler(_NEW, _for_therapist(other.receiver(kinds))))
    application.add_handler(ChatMemberHandler(groups.membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_error_handler(_failed)


_TEXT = filters.TEXT & ~filters.FORWARDED
_NEW = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
_EDITED = filters.ChatType.PRIVATE & filters.UpdateType.EDITED_MESSAGE


def _by_verb(features: tuple[Feature, ...]) -> Callback:
    """Every button, by what its data begins with: handlers of the library's would be asked one by one."""
    verbs: dict[str, Callback] = {}
    for feature in features:
        verbs |= {verb: _for_therapist(handler) for verb, handler in feature.presses.items()}
        verbs |= {verb: _for_anybody(handler) for verb, handler in feature.open_presses.items()}
    unknown = _for_therapist(other.unknown_press)

    async def pressed(update: Update, context: Context) -> None:
        query = update.callback_query
        data = query.data if query else None
        await verbs.get((data or "").partition(":")[0], unknown)(update, context)

    return pressed


def _commands(feature: Feature) -> Iterator[BaseHandler[Update, Any, None]]:
    for name, turn_handler in feature.commands.items():
        callback = _for_therapist(turn_handler, arrived=name not in WITHOUT_ZONE)
        yield CommandHandler(name, callback, _NEW & _TEXT)
    for name, visit_handler in feature.open_commands.items():
        yield CommandHandler(name, _for_anybody(visit_handler), _NEW & _TEXT)


def _for_therapist(handler: TurnHandler, *, arrived: bool = False) -> Callback:
    """`arrived`: only for who has said what time it is there; others are asked again."""

    async def visited(visit: Visit) -> Effects:
        if visit.known is None:
            if inhand.current().reading:  # whether they agree may be what waits
                raise NeedsToKeep
            return _unmet(visit)
        turn = as_turn(visit)
        back = await _seen(turn)
        if arrived and visit.known.zone is None:
            return [*back, *await start.start(visit)]
        return await discreet.watch(turn, [*back, *await handler(turn)])

    return _for_anybody(visited)


def _unmet(visit: Visit) -> Effects:
    """Nothing is kept of people who have not agreed, and nothing shown to them."""
    if visit.press.verb:
        return [Toast(visit.texts.plain("press.gone"))]
    return [] if visit.typed and visit.typed.edited_at else [Say(visit.texts("start.first"))]


def _for_anybody(handler: VisitHandler) -> Callback:
    async def callback(update: Update, context: Context) -> None:
        services, query = context.bot_data, update.callback_query
        reading = inhand.current().reading
        try:
            handled = await (_look if reading else _handle)(update, services, handler)
        except NotOurs:  # nothing was changed: the transaction was rolled back
            handled = _not_ours(update)
        inhand.current().committed()
        if handled is not None:
            to, effects = handled
            delivery = Delivery(context.bot, services, notes=not reading)
            await delivery.perform(to, effects, query.id if query else None)

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
        known = visit.known or await therapists.find(session, services.bot_id, visit.telegram_id)
    return _address(visit, known), effects


async def _look(update: Update, services: Services, handler: VisitHandler) -> tuple[Address, Effects] | None:
    """One update from what is stored, while the database takes nothing in. Raises NeedsToKeep."""
    async with looking(services.database) as session:
        visit = await visit_of(update, services, session, services.clock.now())
        if visit is None:
            return None
        if _may_hang_on_what_waits(visit):
            raise NeedsToKeep
        effects, to = await handler(visit), _address(visit, visit.known)
    if visit.known is not None and visit.typed is not None:
        services.owed.append(Owed(to, visit.message_id, incoming=True))
    return to, effects


def _may_hang_on_what_waits(visit: Visit) -> bool:
    """A look may overtake an earlier update that waits for the database: what a typed line is for may hang on
    that one. The labels of the keyboard are no such lines."""
    labels = {visit.texts.plain(f"menu.{name}") for name in ("finished", "today")}
    return visit.kind == "text" and visit.typed is not None and visit.typed.text not in labels


def _address(visit: Visit, known: Therapist | None) -> Address:
    therapist_id, locale = (known.id, known.locale) if known else (None, "en")
    return Address(visit.telegram_id, visit.chat_id, therapist_id, locale)


def _not_ours(update: Update) -> tuple[Address, Effects] | None:
    """A button whose data no version of this bot wrote."""
    user, chat = update.effective_user, update.effective_chat
    if user is None or chat is None:
        return None
    return Address(user.id, chat.id, None), [Toast(load_texts().plain("press.gone"))]


async def _seen(turn: Turn) -> Effects:
    """Note that the therapist is here; after a long silence, there is nothing to catch up on."""
    me, before = turn.me, turn.me.last_seen_at
    if me.blocked_at is not None:
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
