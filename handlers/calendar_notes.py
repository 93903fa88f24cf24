"""From what a calendar says to sessions: what its titles mean is kept, then what changed is carried over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from db import appointments, calendar_events, calendars, planning
from db.models import Appointment, Calendar, CalendarEvent
from handlers import changes
from handlers.context import Turn
from handlers.effects import Effects
from prompts.schedule.calendar.following import OFF, Stands, follow, said_of, whose
from prompts.schedule.calendar.pending import NONE, SINGLE, Choices, Pending, meaning
from prompts.schedule.times import local


@dataclass(frozen=True, slots=True)
class Change:
    """A meeting of which the calendar says something else than before."""

    event: bytes
    starts_at: datetime
    ends_at: datetime
    client_id: int | None
    says: str
    instead: bytes | None = None  # the meeting of its series that vanished, of which it takes the place


async def note_titles(turn: Turn, calendar: Calendar, pending: Pending, choices: Choices) -> None:
    """Keep what each title stands for, by its hash. From here on no title is kept, and sessions are noted."""
    meant = [meaning(pending, choices, place) for place in range(len(pending.titles))]
    for word in dict.fromkeys(what for what in meant if what.startswith("w")):
        client = await turn.codes.find_or_make(word[1:], turn.now)
        meant = [f"c{client.id}" if what == word else what for what in meant]
    hashes = await calendar_events.title_hashes(turn.sealed, [title.text for title in pending.titles])
    for place in pending.asked:
        what = meant[place] or NONE
        client_id = int(what[1:]) if what.startswith("c") else None
        kept = "client" if client_id else what
        await calendar_events.mean(turn.session, turn.me.id, hashes[place], kept, client_id, turn.now)
    titles = tuple(
        replace(title, text="", was=what) for title, what in zip(pending.titles, meant, strict=True)
    )
    await calendars.keep_pending(turn.sealed, calendar, replace(pending, titles=titles, asked=()))
    calendar.asks = False
    calendars.settle(calendar, "noting", turn.now)


async def differences(turn: Turn, calendar: Calendar, pending: Pending) -> list[Change]:
    """What the calendar says now and did not say before; of what is over by now it says nothing."""
    told = {bytes.fromhex(met.event): met for met in pending.met}
    off = [bytes.fromhex(event) for event in pending.off]
    ahead = await calendar_events.ahead(turn.session, calendar, turn.now, pending.until, OFF)
    known = await calendar_events.known(turn.session, turn.me.id, {*told, *off})
    found = []
    for event, met in told.items():
        what = pending.titles[met.title].was
        client_id = int(what[1:]) if what.startswith("c") else None
        if what == SINGLE or client_id is not None:
            says = said_of(met.starts_at, met.ends_at, client_id)
            if met.ends_at > turn.now and (event not in known or known[event].says != says):
                found.append(Change(event, met.starts_at, met.ends_at, client_id, says))
        elif event in known:  # its title stands for no session any more
            off.append(event)
    gone = {*(event for event in off if event in known), *(event for event in ahead if event not in told)}
    known |= await calendar_events.known(turn.session, turn.me.id, gone - known.keys())
    left = {event: row for event in gone if (row := known[event]).says != OFF}
    new = [change for change in found if change.event not in known]
    places = _took_the_place(turn, new, sorted(left.values(), key=lambda row: row.starts_at))
    found = [replace(change, instead=places.get(change.event)) for change in found]
    taken = set(places.values())
    return found + [
        Change(event, row.starts_at, row.starts_at, None, OFF)
        for event, row in left.items()
        if event not in taken
    ]


def _took_the_place(turn: Turn, new: Sequence[Change], left: Sequence[CalendarEvent]) -> dict[bytes, bytes]:
    """A series at another hour has new meetings in place of those that vanished: the same client's, on the
    same day. Sessions move then, and what was planned or written for them goes along."""
    free: dict[tuple[bytes, int | None, date], list[bytes]] = {}
    for row in left:
        day = local(row.starts_at, turn.zone).date()
        key = (calendar_events.series_of(row.event_hash), whose(row.says), day)
        free.setdefault(key, []).append(row.event_hash)
    places = {}
    for change in sorted(new, key=lambda change: change.starts_at):
        day = local(change.starts_at, turn.zone).date()
        waiting = free.get((calendar_events.series_of(change.event), change.client_id, day))
        if waiting:
            places[change.event] = waiting.pop(0)
    return places


async def carry_over(turn: Turn, calendar: Calendar, some: Sequence[Change]) -> Effects:
    """Make, move and cancel; what is done by hand meanwhile, or was, stays."""
    told = [event for change in some for event in (change.event, change.instead) if event is not None]
    known = await calendar_events.known(turn.session, turn.me.id, told)
    effects: Effects = []
    for change in some:
        row = known.get(change.event) or known.get(change.instead or b"")
        session = await appointments.own(turn.session, turn.me.id, row.appointment_id if row else None)
        act = follow(row.says if row else None, change.says, await _stands(turn, session))
        if act == "make":
            await _make(turn, calendar, change)
        elif act == "move" and session is not None:
            effects += await _move(turn, session, change)
        elif act == "cancel" and session is not None:
            effects += await changes.became(turn, session, "cancelled")
        if row is not None and act != "leave":
            _remember(calendar, row, change)
            await _told_anew(turn, session, change)
    return effects


async def _stands(turn: Turn, session: Appointment | None) -> Stands | None:
    if session is None:
        return None
    settled = session.status == "held" or await appointments.was_asked_about(turn.session, session.id)
    return Stands(session.starts_at, session.ends_at, session.client_id, session.status, settled)


async def _told_anew(turn: Turn, session: Appointment | None, change: Change) -> None:
    """So that another meeting which gets the old place in the series later is not taken for this one."""
    origin = calendar_events.origin_of(change.event)
    if change.instead is None or session is None or not session.origin.startswith("c"):
        return
    if await appointments.by_origin(turn.session, turn.me.id, origin) is None:
        session.origin = origin


def _remember(calendar: Calendar, row: CalendarEvent, change: Change) -> None:
    row.event_hash, row.says = change.event, change.says
    if change.says != OFF:
        row.starts_at = change.starts_at
        if calendar.kind == "feed":  # it is looked at each hour; a file may be the last of its kind
            row.calendar_id = calendar.id


async def _make(turn: Turn, calendar: Calendar, change: Change) -> None:
    """A session that is noted by hand already is this one, and stays as it was noted."""
    made = await calendar_events.noted_by_hand(
        turn.session, turn.me.id, change.client_id, change.starts_at, change.ends_at
    )
    if made is None:
        made, new = await appointments.record(
            turn.session, turn.me.id, origin=calendar_events.origin_of(change.event),
            client_id=change.client_id, starts_at=change.starts_at, ends_at=change.ends_at,
            zone=turn.zone, status="planned", now=turn.now,
        )  # fmt: skip
        if new:
            await planning.plan_after(turn.session, turn.me, made, turn.now, told_now=False)
    made.calendar_id = calendar.id
    row = await calendar_events.add(
        turn.session, calendar, change.event, change.starts_at, change.says, turn.now
    )
    row.appointment_id = made.id


async def _move(turn: Turn, session: Appointment, change: Change) -> Effects:
    """Its hours, or whose it is, or that it takes place after all."""
    session.client_id = change.client_id
    effects = await changes.move(turn, session, change.starts_at, change.ends_at)
    if session.status == "held":  # it lies behind us, but nobody said that it was held
        appointments.became(session, "planned", turn.now)
    return effects
