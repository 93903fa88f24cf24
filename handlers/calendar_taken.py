"""What came of reading a calendar: asked about, noted, or said in one line why nothing came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from db import calendar_events, calendars, messages
from db.models import Calendar
from handlers import calendar_screens as screens
from handlers.calendar_card import card, refused, why
from handlers.calendar_titles import put_away
from handlers.context import Turn
from handlers.effects import Edit, Effects, Say
from handlers.fetching import FOR_GOOD, Stamp
from prompts.schedule.calendar.again import read_again
from prompts.schedule.calendar.pending import Met, Pending, Title, titles_of
from prompts.schedule.calendar.values import Occurrence, Reading, Refused, Window
from prompts.schedule.times import local
from prompts.texts import Html

WEEKS = 8
UNANSWERED = timedelta(hours=24)  # so long titles wait for an answer
KEPT_FILE = timedelta(weeks=WEEKS)  # then nothing of it lies ahead
PATIENCE = timedelta(hours=24)  # a feed that fails so long is told of, once


def window_of(turn: Turn) -> Window:
    return Window(local(turn.now, turn.zone).date(), WEEKS, turn.zone)


async def read(
    turn: Turn, calendar: Calendar, reading: Reading, stamp: Stamp
) -> tuple[Effects, Pending | None]:
    """It was read: what to say, and what to note at once; None if titles are asked about first."""
    calendar.etag, calendar.changed = stamp.etag, stamp.changed
    calendar.failing_since, calendar.told_failing = None, False
    pending = await _pending(turn, calendar, reading)
    if not calendar.asks or not pending.met:
        return [], pending
    everything = calendar.fetched_at is not None  # [Titles]: which they were is known to nobody any more
    places = [place for place, title in enumerate(pending.titles) if everything or not title.was]
    await calendars.keep_pending(turn.sealed, calendar, pending.asking(tuple(places)))
    calendars.settle(calendar, "mapping", turn.now + UNANSWERED)
    screen = await screens.asked(turn, calendar)
    return (await screens.show(turn, calendar, screen) if screen is not None else []), None


async def _pending(turn: Turn, calendar: Calendar, reading: Reading) -> Pending:
    """What was read, as it is put by: hashes in place of UIDs, and what titles stood for so far."""
    ahead = [one for one in reading.occurrences if one.ends_at > turn.now]
    titles = titles_of(ahead)
    off = await calendar_events.hashes(turn.sealed, reading.called_off)
    return Pending(
        titles=tuple(await _meant(turn, titles)),
        met=tuple(await _met(turn, ahead, titles)),
        off=tuple(event.hex() for event in off),
        until=_until(turn, calendar, reading),
        named=await _named(turn, calendar, reading),
    )  # fmt: skip


async def _met(turn: Turn, ahead: Sequence[Occurrence], titles: Sequence[Title]) -> list[Met]:
    places = {title.text: place for place, title in enumerate(titles)}
    hashes = await calendar_events.hashes(turn.sealed, [(one.uid, one.recurrence) for one in ahead])
    return [
        Met(event.hex(), one.starts_at, one.ends_at, places[one.title])
        for event, one in zip(hashes, ahead, strict=True)
    ]


async def _meant(turn: Turn, titles: Sequence[Title]) -> list[Title]:
    """What each stood for before: a client that is gone stands for nothing."""
    kept = await calendar_events.meanings(turn.session, turn.me.id)
    hashes = await calendar_events.title_hashes(turn.sealed, [title.text for title in titles])
    found = []
    for title, hashed in zip(titles, hashes, strict=True):
        row = kept.get(hashed)
        was = "" if row is None else f"c{row.client_id}" if row.meaning == "client" else row.meaning
        found.append(Title(title.text, title.times, title.first, was))
    return found


def _until(turn: Turn, calendar: Calendar, reading: Reading) -> datetime | None:
    """Up to when what is missing was taken out: a feed speaks for all weeks, a file that names its calendar
    up to its last meeting, since exports may be cut; an invitation for nothing but itself."""
    if calendar.kind == "feed":
        return window_of(turn).span[1]
    return max((one.starts_at for one in reading.occurrences), default=None) if reading.name else None


async def _named(turn: Turn, calendar: Calendar, reading: Reading) -> str:
    if calendar.kind == "feed" or not reading.name:
        return ""
    (hashed,) = await turn.sealed.hashed("calendars", [reading.name])
    return hashed.hex()[:40]


async def finished(turn: Turn, calendar: Calendar, pending: Pending) -> Effects:
    """All of it is noted. Whoever waits is shown how it stands; what comes each hour is said to nobody."""
    awaited = calendar.state == "waiting"
    calendar.asks, calendar.file_id, calendar.fetched_at = False, None, turn.now
    calendars.drop_pending(calendar)
    _go_on(turn, calendar)
    if not awaited:
        return []
    text, rows = await card(turn, calendar)
    nothing = turn.texts("cal.nothing")
    screen = (text, rows) if pending.met else (Html(f"{nothing}\n{text}"), rows)
    return await screens.show(turn, calendar, screen)


async def as_it_was(turn: Turn, calendar: Calendar) -> Effects:
    """A feed says that nothing changed."""
    awaited = calendar.state == "waiting"
    calendar.failing_since, calendar.told_failing = None, False
    _go_on(turn, calendar)
    return await screens.show(turn, calendar, await card(turn, calendar)) if awaited else []


def stamp_of(turn: Turn, calendar: Calendar) -> Stamp:
    """Of the version that was read today. Each day it is read whole: the weeks ahead reach a day further."""
    read_at, today = calendar.fetched_at, local(turn.now, turn.zone).date()
    if calendar.asks or read_at is None or local(read_at, turn.zone).date() != today:
        return Stamp()
    return Stamp(calendar.etag, calendar.changed)


async def take_over(turn: Turn, calendar: Calendar, pending: Pending) -> None:
    """A file of a calendar that was sent before takes the place of that one."""
    if not pending.named:
        return
    origin = f"n{pending.named}"
    before = await calendars.by_origin(turn.session, turn.me.id, origin)
    if before is not None and before.id != calendar.id:
        await calendars.hand_over(turn.session, before, calendar)
    calendar.origin = origin


def _go_on(turn: Turn, calendar: Calendar) -> None:
    feed = calendar.kind == "feed"
    next_look = read_again(turn.now, calendar.id, None) if feed else turn.now + KEPT_FILE
    calendars.settle(calendar, "kept", next_look)


async def failed(turn: Turn, calendar: Calendar, fault: Refused | str) -> Effects:
    """Nothing was taken. Said at once to whoever waits, of a feed that ended, and once after a day."""
    said = why(turn, fault)
    if calendar.state == "waiting" and calendar.fetched_at is None:
        calendars.settle(calendar, "refused", None)
        effects = await screens.show(turn, calendar, refused(turn, calendar, said))
        if calendar.kind == "file":
            await calendars.forget(turn.session, calendar)
        return effects
    awaited = calendar.state == "waiting"
    calendar.failing_since = calendar.failing_since or turn.now
    calendars.settle(calendar, "kept", read_again(turn.now, calendar.id, calendar.failing_since))
    if fault in FOR_GOOD:
        calendars.settle(calendar, "ended", None)
        if not awaited:
            return [Say(turn.texts("cal.ended", why=said), unasked=True)]
    if awaited:
        return await screens.show(turn, calendar, refused(turn, calendar, said))
    if turn.now - calendar.failing_since < PATIENCE or calendar.told_failing:
        return []
    calendar.told_failing = True
    return [Say(turn.texts("cal.failing"), unasked=True)]


async def expired(turn: Turn, calendar: Calendar) -> Effects:
    """Its titles waited for a day: they go, also from the chat. A file goes once nothing of it lies ahead."""
    if calendar.state != "mapping":
        await calendars.forget(turn.session, calendar)
        return []
    shown = await messages.showing(turn.session, turn.me.id, "calendar", calendar.id)
    await put_away(turn, calendar)
    return [Edit(message_id, turn.texts("cal.put_away")) for message_id in shown[-1:]]
