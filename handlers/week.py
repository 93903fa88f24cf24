"""/week: the days from today to Sunday on one card, or those of the next week; a tap shows one day's list."""

from __future__ import annotations

from datetime import date, timedelta

from db import messages
from handlers import day_card
from handlers.context import Feature, Turn
from handlers.day_card import Came, Row, day_of
from handlers.effects import Button, Edit, Effects, Ref, Rows, Say
from handlers.keyboards import in_rows, pack
from prompts.schedule.say import say_day, say_span
from prompts.schedule.times import local
from prompts.texts import Html

MOST_ROWS = 60  # with more, days are counted: a message holds so many characters, and a hundred spoilers
A_WEEK = 7  # days


async def week(turn: Turn) -> Effects:
    """/week: what is left of this one."""
    old = await messages.showing(turn.session, turn.me.id, "week", turn.me.id)
    text, rows = await _card(turn, _today(turn))
    return [Say(text, rows, ref=Ref("week", turn.me.id), replaces=tuple(old))]


async def turned(turn: Turn) -> Effects:
    """[Next week] [This week], and [Back] from one of its days."""
    return [Edit(turn.message_id, *await _card(turn, day_of(turn.press.id())))]


async def one_day(turn: Turn) -> Effects:
    """The list of one day."""
    page = turn.press.id(1) if len(turn.press.parts) > 1 else 0
    return [Edit(turn.message_id, *await day_card.draw(turn, Came(day_of(turn.press.id())), page))]


async def peek(turn: Turn) -> Effects:
    """[Open] under a card that was closed in a discreet chat."""
    return [Edit(turn.message_id, *await _card(turn, _today(turn)))]


def _today(turn: Turn) -> date:
    return local(turn.now, turn.zone).date()


async def _card(turn: Turn, within: date) -> tuple[Html, Rows]:
    """The week that this day is in; of this week, what is left."""
    today, monday = _today(turn), within - timedelta(days=within.weekday())
    first = today if monday <= today < monday + timedelta(days=A_WEEK) else monday
    last = monday + timedelta(days=A_WEEK - 1)
    lines = [turn.texts("week.head", days=say_span(first, last, turn.texts))]
    by_day = await _by_day(turn, first, last)
    counted = sum(map(len, by_day.values())) > MOST_ROWS
    for day, rows in by_day.items():
        lines.append(turn.texts("today.head", day=say_day(day, today, turn.texts)))
        if counted:
            lines.append(turn.texts("week.count", count=len(rows)))
        else:
            lines += [await day_card.line(turn, row, day) for row in rows]
    if not by_day:
        lines.append(turn.texts("week.none"))
    buttons = [
        Button(say_day(day, today, turn.texts), pack("week_day", day.toordinal(), 0)) for day in by_day
    ]
    return Html("\n".join(lines)), (*in_rows(buttons, 3), (_other_week(turn, monday, today),))


async def _by_day(turn: Turn, first: date, last: date) -> dict[date, list[Row]]:
    """Days with something on them, in order."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    found = {day: await day_card.sessions_of(turn, *day_card.span_of(turn, day)) for day in days}
    return {day: rows for day, rows in found.items() if rows}


def _other_week(turn: Turn, monday: date, today: date) -> Button:
    if monday <= today:
        return Button(
            turn.texts.plain("week.next"), pack("week", (monday + timedelta(days=A_WEEK)).toordinal())
        )
    return Button(turn.texts.plain("week.this"), pack("week", today.toordinal()))


FEATURE = Feature(
    name="week",
    commands={"week": week},
    presses={"week": turned, "week_day": one_day, "peek_week": peek},
)
