"""Digits among the tokens of a line: clock times, dates or lengths yet to be told apart; and sure lengths."""

from __future__ import annotations

from dataclasses import dataclass

from prompts.schedule.clocks import DAY, HALF_DAY
from prompts.schedule.planning.row import Row

_LENGTHS = {"hour_and_a_half": 90, "an_hour": 60, "half_an_hour": 30, "quarter_of_an_hour": 15}
_MOST = 1000  # minutes; more digits are a clock time


@dataclass(frozen=True, slots=True)
class Hour:
    """What was typed may mean these minutes of the day, as written first; none: there is no such time.

    `exact`: written as a clock shows it (8:30, 08:30), not said (8, half past eight).
    """

    minutes: tuple[int, ...]
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """Digits that say too little by themselves: the rest of the line makes them an hour, a day, a length.

    `first` and `second` stand on both sides of `sign` ("." or "h"), or there is `first` alone.
    """

    first: str
    second: str = ""
    sign: str = ""

    @property
    def hour(self) -> Hour | None:
        """As a clock time: 9, 930, 9.30, 9h30, 9h."""
        if not self.sign and len(self.first) == 3:
            return written(self.first[:1], self.first[1:])
        if not (self.sign or int(self.first)) or len(self.first) > 2 or len(self.second) == 1:
            return None  # a nought alone is no hour
        return written(self.first, self.second)

    @property
    def length(self) -> int | None:
        """As minutes: 80, 1h20, 1h."""
        if self.sign == "h":
            return int(self.first) * 60 + int(self.second or 0)
        return int(self.first) if not self.sign and len(self.first) in (2, 3) else None


def figure_at(row: Row, at: int) -> tuple[Figure, int] | None:
    """A bare number, 9.12 or 9h30: not yet a clock time, a date or a length."""
    if not row[at].number or len(row[at].text) > 3:
        found = row.number(at)
        return (Figure(str(found[0])), found[1]) if found and not row[at].number else None
    first = row[at].text
    if (end := row.end(at + 1, "hours")) is not None and len(row[at + 1].text) == 1:
        minutes = two_digits_at(row, end)
        return Figure(first, minutes or "", "h"), end + bool(minutes)
    if sign_at(row, at + 1, ".") and (minutes := two_digits_at(row, at + 2) or digits_at(row, at + 2)):
        return Figure(first, minutes, "."), at + 3
    return Figure(first), at + 1


def length_at(row: Row, at: int) -> tuple[int, int] | None:
    """A length in minutes that can be nothing else: 80m, 1 hour 20 min, an hour and a half; where it ends."""
    for name, minutes in _LENGTHS.items():
        if (end := row.end(at, name)) is not None:
            return minutes, end
    found = row.number(at)
    if found is None:
        return None
    number, end = found
    if number >= _MOST:
        return None  # 1000 hrs is a clock time
    if (behind := row.end(end, "minutes")) is not None:
        return number, behind
    if sign_at(row, end, ".") and (tenths := digits_at(row, end + 1)):
        behind = row.end(end + 2, "hours")
        return (round(float(f"{number}.{tenths}") * 60), behind) if behind else None
    behind = row.end(end, "hours")
    if behind is None:
        return None
    more = row.number(row.end(behind, "and") or behind)
    if more and more[0] < 60 and (last := row.end(more[1], "minutes")) is not None:
        return number * 60 + more[0], last
    return (number * 60, behind) if len(row[end].text) > 1 else None


def written(hour: str, minutes: str) -> Hour | None:
    """Digits as a clock time; with a nought in front, or beyond twelve, there is one reading."""
    at, past = int(hour), int(minutes or 0)
    if len(hour) > 2 or at > 24 or past > 59 or (at == 24 and past):
        return None
    minute = (at * 60 + past) % DAY
    certain = at == 0 or at > 12 or hour.startswith("0")
    return Hour((minute,) if certain else (minute, (minute + HALF_DAY) % DAY), exact=bool(minutes) or certain)


def sign_at(row: Row, at: int, sign: str) -> bool:
    """Whether that sign stands here, close behind what is before it."""
    return at < len(row) and row[at].text == sign and not row[at].spaced


def digits_at(row: Row, at: int) -> str:
    """The digits here, close behind what is before them; or nothing."""
    there = at < len(row) and row[at].number and not row[at].spaced
    return row[at].text if there else ""


def two_digits_at(row: Row, at: int) -> str:
    """The same, if they are two: minutes."""
    digits = digits_at(row, at)
    return digits if len(digits) == 2 else ""
