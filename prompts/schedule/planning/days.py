"""Days among the tokens of a line: dates, weekdays, "tomorrow", "in 3 days"; and several said of one day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from prompts.schedule.planning.dates import Days, behind_point, date_at
from prompts.schedule.planning.row import Row

_OFFSETS = {"today": 0, "tomorrow": 1, "after_tomorrow": 2, "yesterday": -1}
_UNITS = {"days": 1, "weeks": 7, "fortnights": 14}
_MOST = 999  # days or weeks
_WEEK = timedelta(days=7)


def day_at(row: Row, at: int, today: date) -> tuple[Days, int] | None:
    """A day at this place, and where it ends."""
    found = (
        date_at(row, at, today),
        _weekday(row, at, today),
        _near(row, at, today),
        _counted(row, at, today),
    )
    return max((pair for pair in found if pair), key=lambda pair: pair[1], default=None)


def combine(days: Sequence[Days]) -> Days:
    """Several said of one day: "Tue 8 Dec", "next week Fri"."""
    if len(days) == 1:
        return days[0]
    anchors = [one for one in days if one.weekday is None] or list(days)
    options = _narrowed(anchors[0].options, days, anchors) or _narrowed(anchors[0].other_years, days, anchors)
    if not options and all(one.options for one in days) and len(days) == 2:
        return Days(_clashing(anchors, [one for one in days if one not in anchors]), clash=True)
    return Days(options, order=any(one.order for one in anchors), week=len(options) > 2)


def _narrowed(options: Sequence[date], days: Sequence[Days], anchors: Sequence[Days]) -> tuple[date, ...]:
    """What is left of the first one's days by the others, and by the weekdays."""
    for one in days:
        if one not in anchors:
            options = [day for day in options if day.weekday() == one.weekday]
        elif one is not anchors[0]:
            options = [day for day in options if day in one.options]
    return tuple(options)


def _clashing(anchors: Sequence[Days], weekdays: Sequence[Days]) -> tuple[date, ...]:
    """The date that was said, and the day of that name around it; or the first of both dates."""
    first = anchors[0].options[0]
    if not weekdays:
        return tuple(one.options[0] for one in anchors)
    around = (first + timedelta(days=n) for n in range(-3, 4))
    return (first, *(day for day in around if day.weekday() == weekdays[0].weekday))


def _weekday(row: Row, at: int, today: date) -> tuple[Days, int] | None:
    """Tue, this Tue, next Tue, last Tue. One that is today may be meant for next week as well."""
    told = row.one(at, "this", "next", "last")
    found = row.one(told[1] if told else at, "weekday")
    if found is None:
        return None
    weekday, end = found[0].value, behind_point(row, found[1])
    soon = today + timedelta(days=(weekday - today.weekday()) % 7)
    if told is None and (week := row.end(end, "week")) is not None:
        return Days((soon + _WEEK,)), week  # "Thursday week" is a week later
    options = {
        "this": (soon,),
        "last": (soon - _WEEK,),
        "next": _next_week(soon, today),
        "": (soon, soon + _WEEK) if soon == today else (soon,),
    }[told[0].name if told else ""]
    return Days(options, weekday), end


def _next_week(soon: date, today: date) -> tuple[date, ...]:
    """The coming one, or the one in the week after this: "next Fri" may be either, said on a Tuesday."""
    if soon == today:
        return (soon + _WEEK,)
    in_next_week = today - timedelta(days=today.weekday()) + _WEEK + timedelta(days=soon.weekday())
    return tuple(dict.fromkeys((soon, in_next_week)))


def _near(row: Row, at: int, today: date) -> tuple[Days, int] | None:
    """Tomorrow, next week."""
    if (named := row.one(at, *_OFFSETS)) is not None:
        return Days((today + timedelta(days=_OFFSETS[named[0].name]),)), named[1]
    if (told := row.one(at, "this", "next")) and (end := row.end(told[1], "weeks")):
        monday = today + timedelta(days=(7 if told[0].name == "next" else 0) - today.weekday())
        return Days(tuple(monday + timedelta(days=n) for n in range(7)), week=True), end
    return None


def _counted(row: Row, at: int, today: date) -> tuple[Days, int] | None:
    """In 3 days, 2 weeks from now, 3 days ago, a week on Thursday, a week today."""
    into = row.end(at, "in")
    begin = into if into is not None else at
    one = row.end(begin, "a")
    count = (1, one) if one else row.number(begin)
    unit = row.one(count[1], *_UNITS) if count else None
    if count is None or unit is None or count[0] > _MOST:
        return None
    ahead, end = timedelta(days=count[0] * _UNITS[unit[0].name]), unit[1]
    if into is not None:
        return Days((today + ahead,)), end
    if (behind := row.one(end, "from_now", "ago")) is not None:
        return Days((today + ahead if behind[0].name == "from_now" else today - ahead,)), behind[1]
    on = row.end(end, "on", "from") or end
    first = _weekday(row, on, today) or _near(row, on, today)
    if first is None or first[0].week or unit[0].name == "days":
        return None
    return Days((first[0].options[0] + ahead,)), first[1]
