"""Clock times and lengths among the tokens of a line, before anyone chooses between their readings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prompts.schedule.clocks import DAY, HALF_DAY
from prompts.schedule.planning.tokens import Token
from prompts.schedule.planning.words import Vocabulary, number_at


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
            return _written(self.first[:1], self.first[1:])
        return (
            _written(self.first, self.second) if len(self.first) <= 2 and len(self.second) in (0, 2) else None
        )

    @property
    def length(self) -> int | None:
        """As minutes: 80, 1h20, 1h."""
        if self.sign == "h":
            return int(self.first) * 60 + int(self.second or 0)
        return int(self.first) if not self.sign and len(self.first) in (2, 3) else None


def hour_at(words: Vocabulary, tokens: Sequence[Token], at: int) -> tuple[Hour, int] | None:
    """A clock time that can be nothing else at this place, and where it ends."""
    for name, minute in (("noon", HALF_DAY), ("midnight", 0)):
        if (end := words.end(tokens, at, name)) is not None:
            return Hour((minute,), exact=True), end
    return _spoken(words, tokens, at) or _on_a_clock(words, tokens, at) or _in_words(words, tokens, at)


def figure_at(words: Vocabulary, tokens: Sequence[Token], at: int) -> tuple[Figure, int] | None:
    """A bare number, 9.12 or 9h30: not yet a clock time, a date or a length."""
    if not tokens[at].number or len(tokens[at].text) > 3:
        found = number_at(words, tokens, at)
        return (Figure(str(found[0])), found[1]) if found and not tokens[at].number else None
    first = tokens[at].text
    if (end := words.end(tokens, at + 1, "hours")) is not None and len(tokens[at + 1].text) == 1:
        minutes = _two_digits(tokens, end)
        return Figure(first, minutes or "", "h"), end + bool(minutes)
    if _sign(tokens, at + 1, ".") and (minutes := _two_digits(tokens, at + 2) or _digits(tokens, at + 2)):
        return Figure(first, minutes, "."), at + 3
    return Figure(first), at + 1


def length_at(words: Vocabulary, tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """A length in minutes that can be nothing else: 80m, 1 hour 20 min, an hour and a half; where it ends."""
    for name, minutes in (("hour_and_a_half", 90), ("half_an_hour", 30), ("an_hour", 60)):
        if (end := words.end(tokens, at, name)) is not None:
            return minutes, end
    found = number_at(words, tokens, at)
    if found is None:
        return None
    number, end = found
    if (behind := words.end(tokens, end, "minutes")) is not None:
        return number, behind
    if _sign(tokens, end, ".") and (tenths := _digits(tokens, end + 1)):
        behind = words.end(tokens, end + 2, "hours")
        return (round(float(f"{number}.{tenths}") * 60), behind) if behind else None
    behind = words.end(tokens, end, "hours")
    if behind is None:
        return None
    more = number_at(words, tokens, words.end(tokens, behind, "and") or behind)
    if more and more[0] < 60 and (last := words.end(tokens, more[1], "minutes")) is not None:
        return number * 60 + more[0], last
    return (number * 60, behind) if len(tokens[end].text) > 1 else None


def _spoken(words: Vocabulary, tokens: Sequence[Token], at: int) -> tuple[Hour, int] | None:
    """Half past two, a quarter to three, ten past one. "Ten to one" may be a span and is none."""
    for name, half in (("half_past", 30), ("half_to", -30)):
        if (begin := words.end(tokens, at, name)) is not None:
            return _beside(words, tokens, begin, half)
    quarter = words.end(tokens, at, "quarter")
    found = (15, quarter) if quarter else number_at(words, tokens, at)
    if found is None or found[0] > 59:
        return None
    unit = words.end(tokens, found[1], "minutes")
    end = unit or found[1]
    if (after := words.end(tokens, end, "past")) is not None:
        return _beside(words, tokens, after, found[0])
    before = words.end(tokens, end, "before") if quarter or unit else None
    return _beside(words, tokens, before, -found[0]) if before else None


def _beside(words: Vocabulary, tokens: Sequence[Token], at: int, minutes: int) -> tuple[Hour, int] | None:
    found = number_at(words, tokens, at)
    if found is None or not 0 <= found[0] <= 24:
        return None
    end = words.end(tokens, found[1], "oclock") or found[1]
    options = ((found[0] * 60 + minutes) % DAY, (found[0] * 60 + minutes + HALF_DAY) % DAY)
    certain = found[0] > 12 or found[0] == 0
    return _halved(words, tokens, end, Hour(options[:1] if certain else options))


def _on_a_clock(words: Vocabulary, tokens: Sequence[Token], at: int) -> tuple[Hour, int] | None:
    """14:30, 2.30 pm, 9am, 9 o'clock, 1430."""
    if not tokens[at].number:
        return None
    first = tokens[at].text
    if len(first) == 4:
        end = words.end(tokens, at + 1, "hours", "oclock") or at + 1
        hour = _written(first[:2], first[2:])
        return _halved(words, tokens, end, hour) if hour and hour.minutes else None
    if _sign(tokens, at + 1, ":") and (minutes := _two_digits(tokens, at + 2)):
        end = at + 3
        if _sign(tokens, end, ":") and _two_digits(tokens, end + 1):
            end += 2  # seconds
        end = words.end(tokens, end, "oclock", "hours") or end
        return _halved(words, tokens, end, _written(first, minutes) or Hour(()))
    figure = figure_at(words, tokens, at)
    if figure is None or (hour := figure[0].hour) is None:
        return None
    halved = _halved(words, tokens, words.end(tokens, figure[1], "oclock") or figure[1], hour)
    no_month = figure[0].sign == "." and int(figure[0].second) > 12
    return halved if halved[1] > figure[1] or no_month else None


def _in_words(words: Vocabulary, tokens: Sequence[Token], at: int) -> tuple[Hour, int] | None:
    """Two thirty, two oh five, fourteen thirty, nine o'clock."""
    hour = number_at(words, tokens, at)
    if hour is None or hour[0] > 24:
        return None
    if (end := words.end(tokens, hour[1], "oclock")) is not None:
        return _halved(words, tokens, end, _written(str(hour[0]), "") or Hour(()))
    zero = words.end(tokens, hour[1], "zero")
    behind = zero or (hour[1] + 1 if _sign(tokens, hour[1], "-") else hour[1])
    minutes = number_at(words, tokens, behind)
    in_words = not (tokens[at].number and behind < len(tokens) and tokens[behind].number)
    if minutes is None or not in_words or not (1 <= minutes[0] <= 9 if zero else 10 <= minutes[0] <= 59):
        return None
    return _halved(
        words, tokens, minutes[1], Hour((_written(str(hour[0]), f"{minutes[0]:02}") or Hour(())).minutes)
    )


def _halved(words: Vocabulary, tokens: Sequence[Token], end: int, hour: Hour) -> tuple[Hour, int]:
    """The same, with what am or pm behind it rules out."""
    found = words.one(tokens, end, "am", "pm")
    if found is None or (tokens[end].spaced and found[0].tokens == (tokens[end].text[:1],)):
        return hour, end  # a single letter counts close behind the digits alone: 9a
    afternoon = found[0].name == "pm"
    return Hour(tuple(m for m in hour.minutes if (m >= HALF_DAY) == afternoon), hour.exact), found[1]


def _written(hour: str, minutes: str) -> Hour | None:
    """Digits as a clock time; with a nought in front, or beyond twelve, there is one reading."""
    at, past = int(hour), int(minutes or 0)
    if len(hour) > 2 or at > 24 or past > 59 or (at == 24 and past):
        return None
    minute = (at * 60 + past) % DAY
    certain = at == 0 or at > 12 or hour.startswith("0")
    return Hour((minute,) if certain else (minute, (minute + HALF_DAY) % DAY), exact=bool(minutes) or certain)


def _sign(tokens: Sequence[Token], at: int, sign: str) -> bool:
    return at < len(tokens) and tokens[at].text == sign and not tokens[at].spaced


def _digits(tokens: Sequence[Token], at: int) -> str:
    there = at < len(tokens) and tokens[at].number and not tokens[at].spaced
    return tokens[at].text if there else ""


def _two_digits(tokens: Sequence[Token], at: int) -> str:
    digits = _digits(tokens, at)
    return digits if len(digits) == 2 else ""
