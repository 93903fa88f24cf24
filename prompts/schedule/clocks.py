"""Typed clock times: what "2.30 pm", "1430" or "quarter to three" may mean, before anyone chooses.

Number words become digits first, so that one small grammar of digits reads them all. The words here are what
people type, never what they are shown.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 60  # characters; nothing longer is a time, a span, a plan or a zone
HALF_DAY, DAY = 720, 1440  # minutes
LONGEST_SESSION = 8 * 60  # minutes; a line with more is no plan
BY_DAY = range(7, 21)  # hours

_WORDS = """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen"""
_ONES = _WORDS.split()
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_NUMBERS = {word: str(n) for n, word in enumerate(_ONES, 1)}
_NUMBERS |= {word: str(n) for word, n in _TENS.items()}
_NUMBERS |= {f"{ten} {one}": str(n + i) for ten, n in _TENS.items() for i, one in enumerate(_ONES[:9], 1)}
_NUMBERS |= {f"oh {one}": f"0{i}" for i, one in enumerate(_ONES[:9], 1)}
_NUMBERS |= {"hundred": "00", "a quarter": "15", "quarter": "15"}
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})\b")
_HYPHEN_IN_WORDS = re.compile(r"(?<=[a-z])-(?=[a-z])")

_LEAD = re.compile(r"^(?:(?:at|about|around|ca\.?|by|from|since|it's|it is)\s|[~@])\s*")
_TAIL = re.compile(r"\s?(?:\bsharp|\bexactly)?[!?,;.\s]*$")
_HALF_OF_DAY = re.compile(
    r"(?:(?<=\d)|\s)\s?(?:(?P<am>a\.?(?:\s?m\.?)?|(?:in the|this) morning)|"
    r"(?P<pm>p\.?(?:\s?m\.?)?|(?:in the|this) (?:afternoon|evening)|tonight|at night))$"
)
_OCLOCK = r"(?:\s?(?:h|u|uhr|hrs?|hours?|o'?\s?clock))?"
_HOUR = re.compile(rf"(\d{{1,2}}){_OCLOCK}")
_MINUTES = re.compile(rf"(\d{{1,2}})(?:\s?[:.,h]\s?|\s?uhr\s?|u|\s)(\d\d)(?::\d\d)?{_OCLOCK}")
_RUN = re.compile(rf"([1-9]|[012]\d)(\d\d){_OCLOCK}")
_PAST_TO = re.compile(
    r"(half|\d{1,2})(?:\smin(?:ute)?s?)?\s(?:(past|after|to|before|till|of)\s)?(\d{1,2})(?:\so'?\s?clock)?"
)
_NAMED = {"noon": HALF_DAY, "midday": HALF_DAY, "midnight": 0}
_NAMED |= {f"12 {name}": minute for name, minute in _NAMED.items()}


@dataclass(frozen=True, slots=True)
class Clock:
    """What was typed may mean these minutes of the day: first as written, then half a day later or earlier.

    `full`: written on 24 hours (14:30, 02:30), so that there is one reading without am or pm.
    """

    minutes: tuple[int, ...]
    full: bool


def plain(text: str, longest: int = LONGEST) -> str | None:
    """One line with ASCII digits, capitals kept; None when it is empty or too long to be a time or a plan.

    Control and format characters (NUL, direction marks) go; line breaks become spaces.
    """
    if len(text) > 2 * longest:
        return None
    line = " ".join("".join(_plain_sign(sign) for sign in unicodedata.normalize("NFKC", text)).split())
    return line if 0 < len(line) <= longest else None


def words_to_digits(line: str) -> str:
    """`two-thirty` to `2 30`, `a quarter to three` to `15 to 3`; for a line in lower case."""
    return _NUMBER_WORD.sub(lambda found: _NUMBERS[found[0]], _HYPHEN_IN_WORDS.sub(" ", line))


def clock_of(line: str) -> Clock | None:
    """What one plain line may mean as a clock time; None when it is none."""
    line = _LEAD.sub("", words_to_digits(line.casefold()))
    half = _HALF_OF_DAY.search(line.rstrip("!?,; "))
    if half:
        return _in_half(line[: half.start()].strip(), afternoon=half["pm"] is not None)
    line = _TAIL.sub("", line, count=1)
    if line in _NAMED:
        return Clock((_NAMED[line],), full=False)
    found = _written(line)
    if found is None:
        return None
    minute, full = found
    return Clock((minute,) if full else (minute, (minute + HALF_DAY) % DAY), full)


def _in_half(line: str, *, afternoon: bool) -> Clock | None:
    found = _written(line)
    if found is None:
        return None
    minute, full = found
    if full and minute < 60:  # 0:30 pm is nothing; 0:30 am is
        return None if afternoon else Clock((minute,), full=False)
    if full and minute >= HALF_DAY:  # 14:30 pm says it twice; 14:30 am is nothing
        return Clock((minute,), full=False) if afternoon else None
    return Clock((minute % HALF_DAY + HALF_DAY * afternoon,), full=False)


def _written(line: str) -> tuple[int, bool] | None:
    """The minute of the day as written, and whether it stands on 24 hours."""
    if match := _HOUR.fullmatch(line):
        return _checked(match[1], 0)
    if match := _MINUTES.fullmatch(line) or _RUN.fullmatch(line):
        return _checked(match[1], int(match[2]))
    if match := _PAST_TO.fullmatch(line):
        part, side, hour = match.groups()
        if part != "half" and side is None:
            return None
        minutes = 30 if part == "half" else int(part)
        return _checked(hour, -minutes if side in {"to", "before", "till", "of"} else minutes, spoken=True)
    return None


def _checked(hour: str, minutes: int, *, spoken: bool = False) -> tuple[int, bool] | None:
    at = int(hour)
    if not -60 < minutes < 60 or at > 24 or (at == 24 and minutes and not spoken):
        return None
    full = at == 0 or at > 12 or hour.startswith("0")
    return (at * 60 + minutes) % DAY, full


def _plain_sign(sign: str) -> str:
    if sign.isspace():
        return " "
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    if sign in "’‘ʼ`´":
        return "'"
    return "" if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Cn"} else sign
