"""Clock times among the tokens of a line, before anyone chooses between their readings."""

from __future__ import annotations

from prompts.schedule.clocks import DAY, HALF_DAY
from prompts.schedule.planning.figures import Hour, figure_at, sign_at, two_digits_at, written
from prompts.schedule.planning.row import Row

_MORNING = range(60, HALF_DAY)


def hour_at(row: Row, at: int) -> tuple[Hour, int] | None:
    """A clock time that can be nothing else at this place, and where it ends."""
    for name, minute in (("noon", HALF_DAY), ("midnight", 0)):
        if (end := row.end(at, name)) is not None:
            return Hour((minute,), exact=True), end
    return _spoken(row, at) or _on_a_clock(row, at) or _in_words(row, at)


def _spoken(row: Row, at: int) -> tuple[Hour, int] | None:
    """Half past two, a quarter to three, ten past one. "Ten to one" may be a span and is none."""
    for name, half in (("half_past", 30), ("half_to", -30)):
        if (begin := row.end(at, name)) is not None:
            return _beside(row, begin, half)
    quarter = row.end(at, "quarter")
    found = (15, quarter) if quarter else row.number(at)
    if found is None or found[0] > 59:
        return None
    unit = row.end(found[1], "minutes")
    end = unit or found[1]
    if (after := row.end(end, "past")) is not None:
        return _beside(row, after, found[0])
    before = row.end(end, "before") if quarter or unit else None
    return _beside(row, before, -found[0]) if before else None


def _beside(row: Row, at: int, minutes: int) -> tuple[Hour, int] | None:
    found = row.number(at)
    if found is None or not 0 <= found[0] <= 24:
        return None
    end = row.end(found[1], "oclock") or found[1]
    options = ((found[0] * 60 + minutes) % DAY, (found[0] * 60 + minutes + HALF_DAY) % DAY)
    certain = found[0] > 12 or found[0] == 0
    return _halved(row, end, Hour(options[:1] if certain else options))


def _on_a_clock(row: Row, at: int) -> tuple[Hour, int] | None:
    """14:30, 2.30 pm, 9am, 9 o'clock, 1430."""
    if not row[at].number:
        return None
    first = row[at].text
    if len(first) == 4:
        end = row.end(at + 1, "hours", "oclock") or at + 1
        hour = written(first[:2], first[2:])
        return _halved(row, end, hour) if hour and hour.minutes else None
    if sign_at(row, at + 1, ":") and (minutes := two_digits_at(row, at + 2)):
        end = at + 3
        if sign_at(row, end, ":") and two_digits_at(row, end + 1):
            end += 2  # seconds
        end = row.end(end, "oclock", "hours") or end
        return _halved(row, end, written(first, minutes) or Hour(()))
    figure = figure_at(row, at)
    if figure is None or (hour := figure[0].hour) is None:
        return None
    halved = _halved(row, row.end(figure[1], "oclock") or figure[1], hour)
    no_month = figure[0].sign == "." and int(figure[0].second) > 12
    return halved if halved[1] > figure[1] or no_month else None


def _in_words(row: Row, at: int) -> tuple[Hour, int] | None:
    """Two thirty, two oh five, fourteen thirty, nine o'clock."""
    hour = row.number(at)
    if hour is None or hour[0] > 24:
        return None
    if (end := row.end(hour[1], "oclock")) is not None:
        return _halved(row, end, written(str(hour[0]), "") or Hour(()))
    zero = row.end(hour[1], "zero")
    behind = zero or (hour[1] + 1 if sign_at(row, hour[1], "-") else hour[1])
    minutes = row.number(behind)
    in_words = not (row[at].number or (behind < len(row) and row[behind].number))
    is_length = minutes is not None and row.end(minutes[1], "minutes", "hours") is not None
    if (
        minutes is None
        or is_length
        or not in_words
        or not (1 <= minutes[0] <= 9 if zero else 10 <= minutes[0] <= 59)
    ):
        return None
    return _halved(row, minutes[1], Hour((written(str(hour[0]), f"{minutes[0]:02}") or Hour(())).minutes))


def _halved(row: Row, end: int, hour: Hour) -> tuple[Hour, int]:
    """The same, with what am or pm behind it rules out."""
    found = row.one(end, "am", "pm")
    if found is None or (row[end].spaced and found[0].tokens == (row[end].text[:1],)):
        return hour, end  # a single letter counts close behind the digits alone: 9a
    afternoon = found[0].name == "pm"
    minutes = hour.minutes
    if len(minutes) == 1 and afternoon and minutes[0] in _MORNING:
        minutes = (minutes[0] + HALF_DAY,)  # 02:30 pm
    return Hour(tuple(m for m in minutes if (m >= HALF_DAY) == afternoon), hour.exact), found[1]
