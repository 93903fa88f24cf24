"""The weekly hour: the digest that comes by itself, once, and what goes with it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from db import days, digests, focuses, messages
from db.digests import MOST_ATTEMPTS, WEEKLY
from db.models import Digest
from handlers.context import Turn
from handlers.digest_message import draw, parts_since, record
from handlers.effects import Button, Effects, Ref, Remove, Say
from handlers.keyboards import pack
from prompts.digest import render_closed
from prompts.schedule.between import free_from
from prompts.schedule.times import after_quiet, local, next_weekly
from prompts.texts import Html

log = logging.getLogger(__name__)

MONTHLY = timedelta(days=27)  # the fourth week's digest, also where a clock change takes an hour
LATE = timedelta(hours=1)  # after so long it is not the chosen hour any more, and quiet hours hold it back


async def due(turn: Turn) -> Effects:
    """The hour has come, or a digest of which nobody reported back is sent once more."""
    unsent = await digests.unsent(turn.session, turn.me.id, turn.now)
    if unsent is not None:
        return await _once_more(turn, unsent)
    made = await _make(turn)
    if made is None:
        return []
    stale = await messages.of_lapsed(turn.session, turn.me.id)
    return [await _message(turn, made), *([Remove(tuple(stale), leaves="line")] if stale else [])]


async def _make(turn: Turn) -> Digest | None:
    """This week's digest, unless it is made already, or the therapist wants none now."""
    me, hour = turn.me, turn.me.digest_wake_at
    if hour is None or hour > turn.now:
        return None
    if (held := await _held_back(turn, hour)) is not None:
        me.digest_wake_at = held
        return None
    me.digest_wake_at = next_weekly(turn.now, me.digest_weekday, me.digest_time, turn.zone)
    day = local(hour, turn.zone).date()
    paused, arriving = turn.wishes.paused(turn.now), me.rhythm is None
    if paused or arriving or await digests.find(turn.session, me.id, day, WEEKLY) is not None:
        return None
    starts_at = await digests.span_start(turn.session, me, turn.now)
    parts = await parts_since(turn, starts_at)
    spell = await digests.quiet_spell(turn.session, me.id, turn.now)
    monthly = me.digest_pace == "monthly" or (parts.kind != "full" and _unheard(spell))
    if monthly and turn.now - starts_at < MONTHLY:
        return None
    if parts.kind == "full":  # through quiet weeks the focus stays: there was nothing to ask
        await focuses.end(turn.session, me.id, turn.now)
    return await record(turn, parts, day=day, slot=WEEKLY)


def _unheard(spell: Sequence[Digest]) -> bool:
    """The bot asked whether to be quieter, and heard nothing: then it is, until something comes in."""
    return any(digest.kind == "ask_quieter" and digest.opened_at is None for digest in spell)


async def _held_back(turn: Turn, hour: datetime) -> datetime | None:
    """When to look again: after a day without questions or a session under way, or if the bot comes late and
    it is night meanwhile. The chosen hour itself is fine.
    """
    me = turn.me
    if turn.wishes.hushed(turn.now):
        return me.hushed_until
    allowed = after_quiet(turn.now, me.quiet_from, me.quiet_until, turn.zone)
    if turn.now - hour > LATE and allowed > turn.now:
        return allowed
    over = free_from(turn.now, await days.around(turn.session, me.id, turn.now), in_gaps=False)
    return over if over > turn.now else None


async def _once_more(turn: Turn, digest: Digest) -> Effects:
    if digest.attempts >= MOST_ATTEMPTS or turn.wishes.paused(turn.now):
        log.info("digest %s given up after %s attempts", digest.id, digest.attempts)
        digest.wake_at = digest.lease_until = None
        return []
    if (held := await _held_back(turn, digest.ends_at)) is not None:
        digest.wake_at = held
        return []
    digests.lease(digest, turn.now)
    return [await _message(turn, digest, lead=turn.texts("digest.again"))]


async def _message(turn: Turn, digest: Digest, *, lead: Html | None = None) -> Say:
    """Closed, as banners and watches show it to others; a quiet week has nothing to hide."""
    ref = Ref("digest", digest.id)
    if digest.kind != "full":
        text, rows = await draw(turn, digest, lead=lead)
        return Say(text, rows, ref=ref, unasked=True)
    text = render_closed(turn.texts)
    button = Button(turn.texts.plain("digest.open"), pack("open", digest.id))
    return Say(Html(f"{lead}\n{text}") if lead else text, ((button,),), ref=ref, unasked=True)
