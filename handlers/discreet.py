"""Discreet messages: they arrive closed; ten minutes after the last tap in an open one they close again."""

from __future__ import annotations

import logging
from dataclasses import replace

from db import closing, therapists
from db.therapists import work_of
from handlers.closed import DRAWN, closed, opening
from handlers.context import Services, Turn
from handlers.delivery import Delivery
from handlers.effects import Button, Edit, Effects, Rows, Say
from handlers.keyboards import pack
from handlers.owed import Address
from prompts.schedule.codes import words_in
from prompts.schedule.work import at_work

log = logging.getLogger(__name__)

SHOWING = DRAWN.keys() - {"note", "plan"}  # closed again whatever their buttons say
SPOILER = "<tg-spoiler>"
LEADS = ("away", "eased", "repeat", "reminder", "snooze")  # lines above a message that [Open] brings along


async def by_itself(turn: Turn, effects: Effects) -> Effects:
    """What a tick wants said: without a sound outside working hours, and closed where that is wished."""
    quiet = not at_work(turn.now, work_of(turn.me), turn.zone)
    found: Effects = []
    for effect in effects:
        if isinstance(effect, Say):
            effect = replace(effect, silent=quiet and effect.unasked and not effect.chosen)
            found.append(_arrives(turn, effect) if turn.me.discreet else effect)
        elif isinstance(effect, Edit) and turn.me.discreet:
            found.append(await _stays_closed(turn, effect))
        else:
            found.append(effect)
    return found


def _arrives(turn: Turn, say: Say) -> Say:
    rows = opening(turn, say.ref, _lead_of(turn, say.text))
    if not rows and not say.unasked:
        return say
    plain = Button(turn.texts.plain("discreet.open"), pack("peek_other"))  # it stands for no row
    return replace(say, text=turn.texts("discreet.moment"), rows=rows or ((plain,),))


def _lead_of(turn: Turn, text: str) -> str:
    """Which of the lines stands above a message, found by its words."""
    return next((name for name in LEADS if text.startswith(turn.texts(f"lead.{name}"))), "")


async def _stays_closed(turn: Turn, edit: Edit) -> Edit:
    """A question that lapses, say: nobody tapped, so nothing is shown that the message did not show."""
    for message in await closing.known(turn.session, turn.me, [edit.message_id]):
        if message.refers in DRAWN:
            message.close_at = None
            return Edit(edit.message_id, *await closed(turn, message))
    return edit


async def watch(turn: Turn, effects: Effects) -> Effects:
    """After a tap or a typed line: what is open now closes in ten minutes, each tap pushes that on."""
    if not turn.me.discreet:
        return effects
    until = turn.now + closing.OPEN_FOR
    edits = {effect.message_id: effect for effect in effects if isinstance(effect, Edit)}
    for message in await closing.known(turn.session, turn.me, {*edits, turn.message_id}):
        edit = edits.get(message.message_id)
        if edit is not None:
            private = await _is_private(turn, message.refers, edit.text, edit.rows)
            message.close_at = until if private else None
        elif message.close_at is not None:
            message.close_at = until
    return [await _said(turn, effect) if isinstance(effect, Say) else effect for effect in effects]


async def _said(turn: Turn, say: Say) -> Say:
    what = say.ref.what if say.ref is not None else None
    return replace(say, closes=await _is_private(turn, what, say.text, say.rows))


async def _is_private(turn: Turn, what: str | None, text: str, rows: Rows) -> bool:
    """Whether a message closes again: by what it stands for, by what it says, or by whom its buttons name."""
    says = text.startswith(turn.texts("alarm.saved")) or (what is None and SPOILER in text)
    return what in SHOWING or says or await _names_somebody(turn, rows)


async def _names_somebody(turn: Turn, rows: Rows) -> bool:
    """Whether a label holds a client's code: labels cannot stand in spoilers."""
    words = {word for row in rows for button in row for word in words_in(button.label)}
    return bool(words) and await turn.codes.any_of(words)


async def close_opened(services: Services, delivery: Delivery) -> None:
    """A pass over what has been open long enough. One chat must never keep another's open."""
    for therapist_id in await _waiting(services):
        try:
            await _close(services, delivery, therapist_id)
        except Exception as error:  # the next pass finds the rows as they were, or their lease over
            log.warning("closing for therapist %s: %s", therapist_id, type(error).__name__)


async def _waiting(services: Services) -> list[int]:
    try:
        async with services.database.read() as session:
            return await closing.due(session, services.bot_id, services.clock.now())
    except Exception as error:
        log.warning("nothing closed: %s", type(error).__name__)
        return []


async def _close(services: Services, delivery: Delivery, therapist_id: int) -> None:
    """Claim, edit, report: a restart in between closes once more, which changes nothing."""
    now = services.clock.now()
    edits: list[Edit] = []
    async with services.database.write() as session:
        owner = await therapists.get(session, therapist_id)
        if owner is None:
            return
        turn = Turn(
            services=services, session=session, now=now, telegram_id=owner.telegram_id,
            chat_id=owner.chat_id, known=owner,
        )  # fmt: skip
        for message in await closing.opened(session, owner.id, now):
            message.close_at = now + closing.LEASE if owner.discreet else None
            if owner.discreet:
                edits.append(Edit(message.message_id, *await closed(turn, message)))
        to = Address(owner.telegram_id, owner.chat_id, owner.id, owner.locale)
    outcomes = {edit.message_id: await delivery.edit(to, edit) for edit in edits}
    settled = [message_id for message_id, outcome in outcomes.items() if outcome in ("done", "never")]
    if settled:
        async with services.database.write() as session:
            await closing.closed(session, therapist_id, settled, now + closing.LEASE)
