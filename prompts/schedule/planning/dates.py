"""Dates among the tokens of a line: in figures, in the order of the language, and with the month's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from prompts.schedule.planning.row import Row

_BACK = timedelta(days=60)  # a date without a year is not further back than this; else it is next year's

_YEARS = range(1900, 2200)  # others are no years of a practice


@dataclass(frozen=True, slots=True)
class Days:
    """What was typed may mean these days, the likelier first; none: there is no such day.

    `weekday`: it was named (Monday is 0), and may narrow down a date beside it. `month_day`: only the day of
    the month was. `order`: the day and the month may stand either way. `week`: some day of that week.
    `clash`: two things were said of it that do not fit, and the options are one for each. `other_years`: the
    same date in those, which a weekday beside it may call for.
    """

    options: tuple[date, ...]
    weekday: int | None = None
    month_day: int | None = None
    order: bool = False
    week: bool = False
    clash: bool = False
    other_years: tuple[date, ...] = ()


def date_at(row: Row, at: int, today: date) -> tuple[Days, int] | None:
    """A date at this place, and where it ends."""
    found = (
        _in_figures(row, at, today),
        _named_month(row, at, today),
        _month_day(row, at, today),
    )
    return max((pair for pair in found if pair), key=lambda pair: pair[1], default=None)


def dated(day: int, month: int, today: date, year: int | None = None) -> tuple[date, ...]:
    """That date; without a year the one ahead, or up to two months back. None if there is no such day."""
    if year is not None:
        return tuple(filter(None, (_real(year, month, day),)))
    return tuple(found for found in _yearly(day, month, today) if found >= today - _BACK)[:1]


def date_of(day: int, month: int, today: date, year: int | None = None) -> Days:
    """That date, with the same in other years if none was said."""
    return Days(dated(day, month, today, year), other_years=() if year else _yearly(day, month, today))


def _in_figures(row: Row, at: int, today: date) -> tuple[Days, int] | None:
    """2026-12-03, 3/12, 3/12/26, 3.12., 3.12.2026, 3-12-2026."""
    parts, signs, end = _figures(row, at)
    if len(parts) == 3 and len(parts[0]) == 4:
        there = _real(int(parts[0]), int(parts[1]), int(parts[2]))
        return Days((there,) if there else ()), end + _follows(row, end, "t")
    if signs == "." and _follows(row, end, "."):  # the second point makes it a date
        return _ordered(True, parts, today), end + 1
    if signs == "/" or (
        len(parts) == 3 and signs in ("//", "..", "--") and (signs != "--" or len(parts[2]) == 4)
    ):
        return _ordered(True if "." in signs else row.words.day_first, parts, today), end
    return None


def _ordered(day_first: bool | None, parts: Sequence[str], today: date) -> Days:
    """Two figures, and perhaps a year, in an order that may not be known."""
    first, second = int(parts[0]), int(parts[1])
    year = _year(parts[2]) if len(parts) == 3 else None
    as_day, as_month = dated(first, second, today, year), dated(second, first, today, year)
    if day_first is not None:
        swapped = not (as_day if day_first else as_month) and bool(as_day + as_month)
        return date_of(*((first, second) if day_first != swapped else (second, first)), today, year)
    options = tuple(dict.fromkeys(as_day + as_month))
    others = () if year else _yearly(first, second, today) + _yearly(second, first, today)
    return Days(options, order=len(options) > 1, other_years=others)


def _figures(row: Row, at: int) -> tuple[list[str], str, int]:
    """Figures of a date, joined by one sign all through and no gaps, the signs, and where they end."""
    parts, signs = [row[at].text], ""
    if not (row[at].number and len(row[at].text) in (1, 2, 4)):
        return [], "", at
    while len(parts) < 3 and at + 2 < len(row):
        sign, number = row[at + 1], row[at + 2]
        joined = not (sign.spaced or number.spaced) and number.number and len(number.text) in (1, 2, 4)
        if not joined or sign.text not in "/.-" or (signs and sign.text != signs[0]):
            break
        parts.append(number.text)
        signs += sign.text
        at += 2
    return parts, signs, at + 1


def _named_month(row: Row, at: int, today: date) -> tuple[Days, int] | None:
    """3 Dec, 3rd of December, Dec 3, December 3rd, 2026."""
    if (month := row.one(at, "month")) is not None:
        day = _day_number(row, behind_point(row, month[1]))
        end = day[1] if day else 0
    else:
        day = _day_number(row, at)
        behind = row.end(day[1], "of") or day[1] if day else 0
        month = row.one(behind, "month") if day else None
        end = behind_point(row, month[1]) if month else 0
    if day is None or month is None:
        return None
    comma = end + 1 if end < len(row) and row[end].text == "," else end
    with_year = comma < len(row) and row[comma].number and len(row[comma].text) == 4
    year = int(row[comma].text) if with_year else None
    if year is not None and abs(year - today.year) <= 100:
        return date_of(day[0], month[0].value, today, year), comma + 1
    return date_of(day[0], month[0].value, today), end


def _month_day(row: Row, at: int, today: date) -> tuple[Days, int] | None:
    """The 12th: the next day of that number."""
    found = _day_number(row, at, bare=False)
    if found is None:
        return None
    ahead = (today + timedelta(days=n) for n in range(92))
    return Days(tuple(day for day in ahead if day.day == found[0])[:1], month_day=found[0]), found[1]


def _day_number(row: Row, at: int, *, bare: bool = True) -> tuple[int, int] | None:
    """3, 3rd, 3., third; with `bare=False` 3rd alone."""
    if bare and (ordinal := row.one(at, "ordinal")) is not None:
        return ordinal[0].value, ordinal[1]
    if at >= len(row) or not row[at].number or len(row[at].text) > 2:
        return None
    end = row.end(at + 1, "ordinal_endings")
    if end is not None and not row[at + 1].spaced:
        return int(row[at].text), end
    return (int(row[at].text), behind_point(row, at + 1)) if bare else None


def behind_point(row: Row, at: int) -> int:
    """This place, or the one behind a point that shortens a word."""
    return at + 1 if _follows(row, at, ".") else at


def _follows(row: Row, at: int, sign: str) -> bool:
    return at < len(row) and row[at].text == sign and not row[at].spaced


def _yearly(day: int, month: int, today: date) -> tuple[date, ...]:
    years = range(today.year - 1, today.year + 2)
    return tuple(found for one in years if (found := _real(one, month, day)))


def _year(digits: str) -> int:
    return int(digits) + 2000 if len(digits) <= 2 else int(digits)


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None
