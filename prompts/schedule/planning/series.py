"""Series in a line: "every 2 weeks Thu", "Tuesdays", "first Mon of the month"; and the rule of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from prompts.schedule.planning.row import Row

_ADVERBS = {
    "daily": ("DAILY", 1),
    "weekly": ("WEEKLY", 1),
    "fortnightly": ("WEEKLY", 2),
    "monthly": ("MONTHLY", 1),
}
_UNITS = {"days": "DAILY", "weeks": "WEEKLY", "months": "MONTHLY", "hours": "", "minutes": "", "years": ""}
_WORKING = (0, 1, 2, 3, 4)
_NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MOST = 99  # weeks between
IN_MONTH = "IN_MONTH"  # stands for a frequency: "first Mon", until "every month" is said as well


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a series comes. `frequency` as in RFC 5545; empty: too often or too rarely for a practice.

    `nth`: the weekday's place in its month, -1 for the last. `month_day`: the day of the month.
    """

    frequency: str
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    nth: int = 0
    month_day: int = 0

    @property
    def needs_weekday(self) -> bool:
        return not self.weekdays and (self.frequency == "WEEKLY" or self.nth != 0)


def series_at(row: Row, at: int) -> tuple[tuple[Pattern, ...], int] | None:
    """What is said of a series at this place, in each way that it may be meant, and where it ends."""
    if (adverb := row.one(at, *_ADVERBS)) is not None:
        return (Pattern(*_ADVERBS[adverb[0].name]),), adverb[1]
    if row.one(at, "weekdays") and (days := _weekdays(row, at)):
        return (Pattern("WEEKLY", weekdays=days[0]),), days[1]
    every = row.end(at, "every")
    if every is None:
        return _in_month(row, at)
    if (working := row.end(every, "working_days")) is not None:
        return (Pattern("WEEKLY", weekdays=_WORKING),), working
    return _every(row, every)


def rule_of(pattern: Pattern, *, until: datetime | None = None, times: int = 0) -> str:
    """The RFC 5545 rule, its parts in the usual order."""
    parts = [f"FREQ={pattern.frequency}"]
    if pattern.interval > 1:
        parts.append(f"INTERVAL={pattern.interval}")
    if pattern.weekdays:
        nth = str(pattern.nth or "")
        parts.append("BYDAY=" + ",".join(nth + _NAMES[day] for day in sorted(pattern.weekdays)))
    if pattern.month_day:
        parts.append(f"BYMONTHDAY={pattern.month_day}")
    if until is not None:
        parts.append(f"UNTIL={until.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    if times:
        parts.append(f"COUNT={times}")
    return ";".join(parts)


def pattern_of(parts: dict[str, str]) -> Pattern:
    """The pattern of a rule in its parts, as `rule_of` writes it."""
    days = [item for item in parts.get("BYDAY", "").split(",") if item]
    return Pattern(
        parts["FREQ"],
        int(parts.get("INTERVAL", "1")),
        tuple(_NAMES.index(item[-2:]) for item in days),
        int(days[0][:-2] or 0) if days else 0,
        int(parts.get("BYMONTHDAY", "0")),
    )


def _every(row: Row, at: int) -> tuple[tuple[Pattern, ...], int] | None:
    """Behind "every": 2 weeks, other Tue, third Thu of the month, Tue and Thu, day."""
    place = _place(row, at)
    other = row.end(at, "other")
    count = None if place or other else row.number(at)
    interval, end = (place or count or (2, other)) if place or count or other else (1, at)
    if end is None or interval > _MOST:
        return None
    if (unit := row.one(end, *_UNITS)) is not None and interval > 0:
        return (Pattern(_UNITS[unit[0].name], interval),), unit[1]
    days = _weekdays(row, end)
    if days is None:
        return None
    weekly = Pattern("WEEKLY", interval, days[0])
    if place is None:
        return (weekly,), days[1]
    monthly = Pattern("MONTHLY", 1, days[0], nth=interval)
    if (behind := row.end(days[1], "of_month")) is not None:
        return (monthly,), behind
    in_month, by_week = ((monthly,) if interval <= 5 else ()), ((weekly,) if interval > 1 else ())
    return (*by_week, *in_month), days[1]


def _in_month(row: Row, at: int) -> tuple[tuple[Pattern, ...], int] | None:
    """First Mon, last Fri of the month: monthly; without "of the month" only beside "every month"."""
    place = _place(row, at)
    days = _weekdays(row, place[1]) if place else None
    if place is None or days is None:
        return None
    end = row.end(days[1], "of_month")
    if end is None and place[0] < 0:
        return None  # "last Fri" has passed
    return (Pattern("MONTHLY" if end else IN_MONTH, 1, days[0], nth=place[0]),), end or days[1]


def _place(row: Row, at: int) -> tuple[int, int] | None:
    """First to fifth, 1st to 5th, last."""
    if (found := row.one(at, "ordinal")) is not None:
        return found[0].value, found[1]
    if (end := row.end(at, "last")) is not None:
        return -1, end
    behind = at < len(row) and row[at].number and len(row[at].text) == 1
    end = row.end(at + 1, "ordinal_endings") if behind else None
    return (int(row[at].text), end) if end and not row[at + 1].spaced else None


def _weekdays(row: Row, at: int) -> tuple[tuple[int, ...], int] | None:
    """Tue; Tue and Thu; Mon, Wed, Fri; Mon-Fri."""
    first = row.one(at, "weekday", "weekdays")
    if first is None:
        return None
    found, end = [first[0].value], first[1]
    while end < len(row):
        sign = row[end].text
        behind = end + 1 if sign in (",", "/", "-") else row.end(end, "and")
        more = row.one(behind, "weekday", "weekdays") if behind else None
        if more is None:
            break
        span = range(1, (more[0].value - found[-1]) % 7 + 1)
        found += [(found[-1] + step) % 7 for step in span] if sign == "-" else [more[0].value]
        end = more[1]
    return tuple(dict.fromkeys(found)), end
