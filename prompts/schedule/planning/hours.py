"""Clock times among the tokens of a line, before anyone chooses between their readings."""

from __future__ import annotations

from collections.abc import Sequence

from prompts.schedule.clocks import DAY, HALF_DAY
from prompts.schedule.planning.figures import Hour, figure_at, sign_at, two_digits_at, written
from prompts.schedule.planning.tokens import Token
from prompts.schedule.planning.words import Vocabulary, number_at


def hour_at(words: Vocabulary, tokens: Sequence[Token], at: int) -> tuple[Hour, int] | None:
    """A clock time that can be nothing else at this place, and where it ends."""
    for name, minute in (("noon", HALF_DAY), ("midnight", 0)):
        if (end := words.end(tokens, at, name)) is not None:
            return Hour((minute,), exact=True), end
    return _spoken(words, tokens, at) or _on_a_clock(words, tokens, at) or _in_words(words, tokens, at)


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
        hour = written(first[:2], first[2:])
        return _halved(words, tokens, end, hour) if hour and hour.minutes else None
    if sign_at(tokens, at + 1, ":") and (minutes := two_digits_at(tokens, at + 2)):
        end = at + 3
        if sign_at(tokens, end, ":") and two_digits_at(tokens, end + 1):
            end += 2  # seconds
        end = words.end(tokens, end, "oclock", "hours") or end
        return _halved(words, tokens, end, written(first, minutes) or Hour(()))
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
        return _halved(words, tokens, end, written(str(hour[0]), "") or Hour(()))
    zero = words.end(tokens, hour[1], "zero")
    behind = zero or (hour[1] + 1 if sign_at(tokens, hour[1], "-") else hour[1])
    minutes = number_at(words, tokens, behind)
    in_words = not (tokens[at].number and behind < len(tokens) and tokens[behind].number)
    if minutes is None or not in_words or not (1 <= minutes[0] <= 9 if zero else 10 <= minutes[0] <= 59):
        return None
    return _halved(
        words, tokens, minutes[1], Hour((written(str(hour[0]), f"{minutes[0]:02}") or Hour(())).minutes)
    )


def _halved(words: Vocabulary, tokens: Sequence[Token], end: int, hour: Hour) -> tuple[Hour, int]:
    """The same, with what am or pm behind it rules out."""
    found = words.one(tokens, end, "am", "pm")
    if found is None or (tokens[end].spaced and found[0].tokens == (tokens[end].text[:1],)):
        return hour, end  # a single letter counts close behind the digits alone: 9a
    afternoon = found[0].name == "pm"
    return Hour(tuple(m for m in hour.minutes if (m >= HALF_DAY) == afternoon), hour.exact), found[1]
