"""Sending: carries out a turn's effects at Telegram, and records what Telegram said."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Literal

from telegram import InputFile, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError
from telegram.ext import ExtBot

from db import closing, messages, outgoing, therapists
from db.engine import is_database_fault
from handlers.context import Services
from handlers.effects import (
    CrossOut,
    Edit,
    Effect,
    Effects,
    File,
    React,
    Remove,
    Rouse,
    Say,
    Scrub,
    Toast,
)
from handlers.keyboards import Markup, inline, menu, no_menu
from handlers.owed import Address, Owed
from prompts.texts import load_texts

log = logging.getLogger(__name__)

Outcome = Literal["done", "blocked", "later", "never"]
DELETABLE = timedelta(hours=48)
DASH = "—"
PAUSES = (0.5, 2.0)  # seconds between tries of what never left
SCRUB_PAUSES = (0.1, 0.5, 2.0, 5.0)  # seconds
MOST_AT_ONCE = 100
NOTED_EVERY = 20  # messages crossed out
_FINE = ("message is not modified", "query is too old", "message to delete not found")


def sort_out(error: TelegramError) -> Outcome:
    """What a failed call means: all is well, the person blocked us, try again some time, or never."""
    if isinstance(error, Forbidden):
        return "blocked"
    if isinstance(error, BadRequest):
        return "done" if any(words in str(error).lower() for words in _FINE) else "never"
    return "later"


class Delivery:
    """Carries out effects in order. What fails is logged by kind and id; open rows bring questions again.

    `notes`: whether the database takes in the ids of what goes out; else they are owed at once.
    """

    def __init__(self, bot: ExtBot[str], services: Services, *, notes: bool = True) -> None:
        self._bot = bot
        self._services = services
        self._notes = notes

    async def perform(self, to: Address, effects: Effects, callback_id: str | None = None) -> None:
        """Answer the press first, then everything else in its order."""
        if callback_id is not None:
            toast = next((effect for effect in effects if isinstance(effect, Toast)), Toast())
            await self._try(to, toast, callback_id)
        for effect in effects:
            if not isinstance(effect, Toast) and await self._try(to, effect, None) == "blocked":
                return

    async def edit(self, to: Address, edit: Edit) -> Outcome:
        """One edit, and what became of it."""
        return await self._try(to, edit, None)

    async def _try(self, to: Address, effect: Effect, callback_id: str | None) -> Outcome:
        try:
            await self._do_once_sent(to, effect, callback_id)
        except TelegramError as error:
            outcome = sort_out(error)
            if outcome == "blocked":
                await self._stop(to)
            elif outcome != "done":
                kind, cause = type(effect).__name__, type(error).__name__
                log.warning("%s for therapist %s failed: %s, %s", kind, to.therapist_id, cause, outcome)
            return outcome
        except Exception as error:
            if not is_database_fault(error):
                raise
            log.warning("%s not noted: %s", type(effect).__name__, type(error).__name__)
        return "done"

    async def _do_once_sent(self, to: Address, effect: Effect, callback_id: str | None) -> None:
        """What surely never left is tried again; what may have arrived, only where twice is as once."""
        for pause in PAUSES:
            try:
                return await self._do(to, effect, callback_id)
            except TelegramError as error:
                harmless = isinstance(effect, Edit | React) and sort_out(error) == "later"
                waited = isinstance(error, RetryAfter)  # as long as the pacer finds right
                if waited or not (harmless or getattr(error, "never_sent", False)):
                    raise
                await asyncio.sleep(pause)
        return await self._do(to, effect, callback_id)

    async def _do(self, to: Address, effect: Effect, callback_id: str | None) -> None:
        bot = self._bot
        match effect:
            case Toast(text, box):
                await bot.answer_callback_query(callback_id or "", text or None, show_alert=box)
            case Edit(message_id, text, rows):
                await bot.edit_message_text(
                    text, to.chat_id, message_id, parse_mode=ParseMode.HTML,
                    link_preview_options=_NO_PREVIEW, rate_limit_args=to.lane, api_kwargs=_keys(inline(rows)),
                )  # fmt: skip
            case React(message_id, emoji):
                await bot.set_message_reaction(to.chat_id, message_id, emoji)
            case Remove(message_ids, leaves):
                await self.remove(to, message_ids, leaves)
            case CrossOut(message_ids):
                await self._cross_out(to, message_ids)
            case File(name, content, caption):
                document = InputFile(content, filename=name)
                sent = await bot.send_document(
                    to.chat_id, document, caption=caption, parse_mode=ParseMode.HTML
                )
                await self._note(Owed(to, sent.message_id))
            case Scrub():
                await self._scrub()
            case Rouse():
                self._services.calendars.bell.set()
            case Say():
                await self._say(to, effect)

    async def _say(self, to: Address, say: Say) -> None:
        reply = ReplyParameters(say.reply_to, allow_sending_without_reply=True) if say.reply_to else None
        sent = await self._bot.send_message(
            to.chat_id, say.text, parse_mode=ParseMode.HTML, reply_parameters=reply,
            link_preview_options=_NO_PREVIEW, disable_notification=say.silent or None,
            rate_limit_args="scheduled" if say.unasked else to.lane,
            api_kwargs=_keys(_markup(say, to.locale)),
        )  # fmt: skip
        await self._note(Owed(to, sent.message_id, say))

    async def _note(self, one: Owed) -> None:
        """Record what went out, or owe it to the database until that takes it."""
        if not self._notes:
            return self._services.owed.append(one)
        try:
            await self._record(one)
        except Exception as error:
            if not is_database_fault(error):
                raise
            log.warning("message %s not noted yet: %s", one.message_id, type(error).__name__)
            self._services.owed.append(one)

    async def settle(self) -> None:
        """Record all that is owed. Raises the database's fault while it still takes nothing in."""
        owed = self._services.owed
        while owed:
            one = owed[0]
            try:
                await self._record(replace(one, to=await self._known(one.to)))
            except Exception as error:
                if is_database_fault(error):
                    raise
                log.warning("message %s never noted: %s", one.message_id, type(error).__name__)
            if owed and owed[0] is one:
                owed.popleft()

    async def _known(self, to: Address) -> Address:
        """Whoever was told that nothing could be read may well be a therapist."""
        if to.therapist_id is not None:
            return to
        async with self._services.database.read() as session:
            known = await therapists.find(session, self._services.bot_id, to.telegram_id)
            return replace(to, therapist_id=known.id if known else None)

    async def remove(self, to: Address, message_ids: Iterable[int], leaves: str = "dash") -> None:
        """Delete messages; of those that Telegram lets no bot delete any more, `leaves` is what stays."""
        ids, stay = list(dict.fromkeys(message_ids)), set[int]()
        for start in range(0, len(ids), MOST_AT_ONCE):
            some = ids[start : start + MOST_AT_ONCE]
            try:
                await self._bot.delete_messages(to.chat_id, some)
            except BadRequest:
                kept = await asyncio.gather(*(self._remove_one(to, one, leaves) for one in some))
                stay |= {one for one, line in zip(some, kept, strict=True) if line}
        await self._gone(to, [one for one in ids if one not in stay], sorted(stay))

    async def _gone(self, to: Address, message_ids: list[int], stay: list[int] | None = None) -> None:
        """Note it; those that `stay` keep their words, so hiding and erasing must still find them."""
        if to.therapist_id is not None:
            async with self._services.database.write() as session:
                if (therapist := await therapists.get(session, to.therapist_id)) is not None:
                    await messages.gone(session, therapist, message_ids, self._services.clock.now())
                    if stay:
                        await messages.stand_for_nothing(session, therapist, stay)

    async def _cross_out(self, to: Address, message_ids: tuple[int, ...]) -> None:
        """A dash in each; noted every few, so that after a restart the next time goes on from there."""
        for start in range(0, len(message_ids), NOTED_EVERY):
            some = list(message_ids[start : start + NOTED_EVERY])
            for message_id in some:
                try:
                    # There may be thousands of them: what others tap goes first.
                    await self._bot.edit_message_text(
                        DASH, to.chat_id, message_id, rate_limit_args="scheduled"
                    )
                except BadRequest as error:  # a dash already, deleted by the person, or a file
                    log.debug("message %s stays: %s", message_id, type(error).__name__)
            await self._gone(to, some)

    async def _remove_one(self, to: Address, message_id: int, leaves: str) -> bool:
        """Whether its line stays."""
        try:
            await self._bot.delete_message(to.chat_id, message_id)
        except BadRequest:
            try:
                if leaves == "dash":
                    await self._bot.edit_message_text(DASH, to.chat_id, message_id)
                else:
                    await self._bot.edit_message_reply_markup(to.chat_id, message_id)
                    return True
            except BadRequest as error:  # the therapist's own, or gone already
                log.debug("message %s stays: %s", message_id, type(error).__name__)
                return leaves == "line" and sort_out(error) == "done"  # it had no buttons to lose
        return False

    async def _record(self, one: Owed) -> None:
        """Keep its id, let the row it stands for know, and take away what it replaces.

        Or itself, if it was overtaken: answered under another copy while this one was on its way.
        """
        stale = (one.message_id,) if await self._overtaken(one) else one.say.replaces if one.say else ()
        if stale:
            await self.remove(one.to, stale)

    async def _overtaken(self, one: Owed) -> bool:
        to, say, now = one.to, one.say, self._services.clock.now()
        if to.therapist_id is None:
            return False
        closes = now + closing.OPEN_FOR if say and say.closes else None
        async with self._services.database.write() as session:
            if say is not None and say.ref is not None:
                return await outgoing.note(
                    session, to.therapist_id, one.message_id, now,
                    what=say.ref.what, row=say.ref.id, close_at=closes,
                )  # fmt: skip
            therapist = await therapists.get(session, to.therapist_id)
            if therapist is not None:
                await messages.note(
                    session, therapist, one.message_id, now, incoming=one.incoming, close_at=closes
                )
        return False

    async def _scrub(self) -> None:
        """Readers may stand in the way for a moment. If it fails, the chat's messages must still go."""
        for pause in SCRUB_PAUSES:
            try:
                if await self._services.database.scrub():
                    return
            except Exception as error:
                if not is_database_fault(error):
                    raise
            await asyncio.sleep(pause)
        log.warning("erased rows are deleted, but not yet scrubbed from the database's files")

    async def _stop(self, to: Address) -> None:
        log.info("therapist %s blocked the bot", to.therapist_id)
        async with self._services.database.write() as session:
            await therapists.stop(session, self._services.bot_id, to.telegram_id, self._services.clock.now())


def _markup(say: Say, locale: str) -> Markup:
    if say.ends_menu:
        return no_menu()
    return menu(load_texts(locale)) if say.menu else inline(say.rows)


def _keys(markup: Markup) -> dict[str, Markup]:
    return {"reply_markup": markup} if markup else {}


_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
