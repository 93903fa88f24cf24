"""What one update brings, as a visit: who came, what was pressed or written."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from telegram import CallbackQuery, Chat, Message, Update

from db import messages, questions, therapists
from db.engine import Session
from db.models import Therapist
from handlers.context import Document, Services, Typed, Visit
from handlers.keyboards import NotOurs, Press, unpack

_CALENDAR_TYPES = ("text/calendar", "application/ics")
_UNKNOWN = Press("unknown", ())


async def visit_of(update: Update, services: Services, session: Session, now: datetime) -> Visit | None:
    """The visit of a person in a private chat; None for bots, channels, groups and updates without a user."""
    user, chat = update.effective_user, update.effective_chat
    if user is None or user.is_bot or chat is None or chat.type != Chat.PRIVATE:
        return None
    query = update.callback_query
    press = _pressed(query) if query else Press("", ())
    visit = Visit(
        services=services,
        session=session,
        now=now,
        telegram_id=user.id,
        chat_id=chat.id,
        known=await _known(session, services.bot_id, user.id, press),
        language=user.language_code,
        press=press,
        message_id=query.message.message_id if query and query.message else 0,
    )
    if query is not None or update.effective_message is None:
        return visit
    return await _with_message(visit, update.effective_message)


async def _known(session: Session, bot_id: int, telegram_id: int, press: Press) -> Therapist | None:
    """Most presses are of a question's buttons: it is read along with its therapist."""
    try:
        number = press.id()
    except NotOurs:
        return await therapists.find(session, bot_id, telegram_id)
    return await questions.who_pressed(session, bot_id, telegram_id, number)


def _pressed(query: CallbackQuery) -> Press:
    try:
        return unpack(query.data or "")
    except NotOurs:
        return _UNKNOWN


async def _with_message(visit: Visit, message: Message) -> Visit:
    """The message's id is kept for therapists; a new message that is known already was handled before."""
    text = message.text or message.caption or ""
    replied = message.reply_to_message.message_id if message.reply_to_message else None
    line = Typed(message.message_id, text, replied, message.edit_date)
    again = False
    if visit.known is not None:
        again = await messages.find(visit.session, visit.known, message.message_id) is not None
        await messages.note(visit.session, visit.known, message.message_id, visit.now, incoming=True)
    return replace(
        visit,
        message_id=message.message_id,
        typed=line,
        again=again and message.edit_date is None,
        argument=text.partition(" ")[2].strip() if text.startswith("/") else "",
        kind=_kind(message),
        document=_document(message),
        place=_place(message),
    )


def _document(message: Message) -> Document | None:
    sent = message.document
    return None if sent is None else Document(sent.file_id, sent.file_size or 0)


def _is_calendar(message: Message) -> bool:
    """By its type or its name; what is in it shows when it is read."""
    sent = message.document
    if sent is None:
        return False
    kind, name = (sent.mime_type or "").lower(), (sent.file_name or "").lower()
    return kind.partition(";")[0] in _CALENDAR_TYPES or name.endswith((".ics", ".ical", ".ifb"))


def _kind(message: Message) -> str:
    if _is_calendar(message):
        return "calendar"
    if message.forward_origin is not None:
        return "forward"
    if message.voice or message.video_note or message.audio:
        return "voice"
    if message.sticker or message.animation:
        return "sticker"
    if message.photo or message.video:
        return "photo"
    if message.location:
        return "location"
    return "other" if message.text is None else "command" if message.text.startswith("/") else "text"


def _place(message: Message) -> tuple[float, float] | None:
    """Where a new message says its writer is; one that is forwarded tells of somebody else."""
    where = message.location
    if where is None or message.forward_origin is not None or message.edit_date is not None:
        return None
    return where.latitude, where.longitude
