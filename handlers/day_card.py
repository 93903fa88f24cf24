"""One day as a card: its sessions in order, what became of each, and a button for each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from db import appointments, clients, closing, messages
from db.models import Appointment
from handlers.bubble_about import moment
from handlers.context import Turn
from handlers.effects import Button, Edit, Effects, Rows
from handlers.keyboards import NotOurs, base36, in_rows, pack
from prompts.schedule.say import say_day, say_time
from prompts.schedule.times import at_local, local
from prompts.texts import Html

NOT_HELD = ("no_show", "cancelled")
A_PAGE = 40  # sessions: two buttons in a row, and in a discreet chat a spoiler each; Telegram takes a hundred
HERE = "t"  # the day that is today, whenever one looks
DAYS = range(date(1970, 1, 1).toordinal(), date(2200, 1, 1).toordinal())


@dataclass(frozen=True, slots=True)
class Came:
    """The card that a session's screen came from: today's, or another day's of the week."""

    day: date | None  # None: today, whenever one looks

    @property
    def word(self) -> str:
        """As callback data carries it."""
        return HERE if self.day is None else base36(self.day.toordinal())

    def on(self, turn: Turn) -> date:
        return self.day or local(turn.now, turn.zone).date()


def came_from(turn: Turn, index: int) -> Came:
    """Read from a press; without a word it is today's card."""
    if len(turn.press.parts) <= index or turn.press.word(index) == HERE:
        return Came(None)
    return Came(day_of(turn.press.id(index)))


def day_of(number: int) -> date:
    """A day as callback data carries it; NotOurs for one that no card shows."""
    if number not in DAYS:
        raise NotOurs("day")
    return date.fromordinal(number)


def span_of(turn: Turn, day: date, days: int = 1) -> tuple[datetime, datetime]:
    """From when until when those days are, there."""
    return at_local(day, time(0), turn.zone), at_local(day + timedelta(days=days), time(0), turn.zone)


async def draw(turn: Turn, came: Came, page: int = 0) -> tuple[Html, Rows]:
    """The day's list. Where there are more than a page, they are turned over in place."""
    day, today = came.on(turn), local(turn.now, turn.zone).date()
    found = await sessions_of(turn, *span_of(turn, day))
    if not found:
        empty = turn.texts(
            "today.empty" if day == today else "week.empty", day=say_day(day, today, turn.texts)
        )
        return empty, _ways(turn, came, 0, 0)
    here = min(page, (len(found) - 1) // A_PAGE)
    shown = found[here * A_PAGE : (here + 1) * A_PAGE]
    lines = [turn.texts("today.head", day=say_day(day, today, turn.texts))]
    lines += [await line(turn, row, day) for row in shown]
    buttons = [Button(await _label(turn, row), pack("day_one", row.session.id, came.word)) for row in shown]
    return Html("\n".join(lines)), (*in_rows(buttons, 2), *_ways(turn, came, here, len(found)))


@dataclass(frozen=True, slots=True)
class Row:
    """A session on the day it is on, or on the one it was moved from."""

    at: datetime
    session: Appointment
    answered: bool
    moved: bool = False


async def sessions_of(turn: Turn, start: datetime, end: datetime) -> list[Row]:
    """What takes place within the span or was to, in order."""
    found = await appointments.between(turn.session, turn.me.id, start, end)
    away = await appointments.moved_away(turn.session, turn.me.id, start, end)
    known = {one.id for one in found}
    answered = await appointments.answered(turn.session, list(known))
    rows = [Row(one.starts_at, one, one.id in answered) for one in found]
    rows += [Row(one.planned_for or start, one, False, True) for one in away if one.id not in known]
    return sorted(rows, key=lambda row: (row.at, row.session.id))


async def line(turn: Turn, row: Row, day: date) -> Html:
    """`14:00 Oak, held`."""
    start = say_time(row.at, turn.zone)
    return turn.texts(
        "today.row", start=start, name=await name_of(turn, row.session), state=await _state(turn, row, day)
    )


async def _state(turn: Turn, row: Row, day: date) -> Html:
    if row.moved:
        return turn.texts("today.state.moved", when=moment(turn, row.session.starts_at))
    state = await state_of(turn, row.session, row.answered)
    was = row.session.planned_for
    if state == "planned" and was not in (None, row.at) and was and local(was, turn.zone).date() == day:
        return turn.texts("today.state.moved_from", when=say_time(was, turn.zone))
    return turn.texts(f"today.state.{state}")


async def state_of(turn: Turn, one: Appointment, answered: bool) -> str:
    """What stands behind its name; of a client left alone, it is not asked whether it took place."""
    if one.status in NOT_HELD:
        return one.status
    if answered:
        return "looked_back"
    if one.status != "planned" or clients.is_quiet(await turn.codes.own(one.client_id)):
        return one.status
    if one.ends_at <= turn.now:
        return "over"
    return "under_way" if one.starts_at <= turn.now else "planned"


async def name_of(turn: Turn, one: Appointment) -> str:
    return await turn.client(one.client_id) if one.client_id else turn.texts.plain("question.session")


async def _label(turn: Turn, row: Row) -> str:
    start = say_time(row.at, turn.zone)  # alone where it is discreet: a label cannot be a spoiler
    return start if turn.me.discreet else f"{start} {await name_of(turn, row.session)}"


def _ways(turn: Turn, came: Came, here: int, count: int) -> Rows:
    """Earlier and later on a full day; back to the week, where the card came from there."""
    verb, *parts = ("day",) if came.day is None else ("week_day", came.word)
    turns = {"earlier": here - 1, "further": here + 1}
    ways = [
        Button(turn.texts.plain(f"today.button.{way}"), pack(verb, *parts, to))
        for way, to in turns.items()
        if 0 <= to * A_PAGE < count
    ]
    back = [] if came.day is None else [Button(turn.texts.plain("button.back"), pack("week", came.word))]
    return tuple(row for row in (tuple(ways), tuple(back)) if row)


async def kept_true(turn: Turn) -> Effects:
    """Today's card, where one is showing that was not pressed itself; none that a discreet chat closed."""
    shown = await messages.showing(turn.session, turn.me.id, "day", turn.me.id)
    shown = [message_id for message_id in shown[-1:] if message_id != turn.message_id]
    if turn.me.discreet:
        known = await closing.known(turn.session, turn.me, shown)
        shown = [message.message_id for message in known if message.close_at is not None]
    return [Edit(message_id, *await draw(turn, Came(None))) for message_id in shown]
