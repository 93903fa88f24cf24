"""The therapist's own words in a digest: which lines, in which order, and fit to be shown."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from prompts.digest.lot import lot
from prompts.digest.week import Line
from prompts.schedule.times import local

LINES = 3
LONGEST = 120  # characters shown of one line
ROOM = 260  # characters for all of them; a third line comes only if it fits
SLIGHT = 12  # a line shorter than this ("ok", "same again") gives way to others

_ISOLATE, _END = "\u2068", "\u2069"
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_JOINER = "\u200d"


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line with what is asked of it again and again; a week may hold hundreds, of 4,096 characters each."""

    line: Line
    text: str  # folded
    room: int  # characters it would take
    day: date
    lot: int


def choose_lines(lines: Sequence[Line], zone: str, *, seed: int) -> tuple[Line, ...]:
    """Up to three, oldest first: starred ones before others, then of varied clients and days.

    At most one low line, and never the last: it changes places with the one before. Alone it is not shown.
    """
    pool = _distinct(lines, zone, seed)
    chosen: list[_Candidate] = []
    while pool and len(chosen) < LINES:
        pool.sort(key=lambda one: _rank(one, chosen))
        # What does not fit now never will: the room only shrinks.
        fitting = next((at for at, one in enumerate(pool) if _fits(one, chosen)), None)
        if fitting is None:
            break
        chosen.append(pool[fitting])
        del pool[: fitting + 1]
    shown = sorted((one.line for one in chosen), key=lambda line: line.at)
    if shown and shown[-1].low:
        shown.insert(-1, shown.pop())
    return () if len(shown) == 1 and shown[0].low else tuple(shown)


def _distinct(lines: Sequence[Line], zone: str, seed: int) -> list[_Candidate]:
    """Lines with something to show; of two that read the same, the first."""
    found: dict[str, _Candidate] = {}
    for line in lines:
        text = fold(line.text)
        if text and (key := text.casefold()) not in found:
            drawn = lot(seed, "line", line.at.isoformat(), line.text)
            found[key] = _Candidate(line, text, len(cut(text)), local(line.at, zone).date(), drawn)
    return list(found.values())


def _rank(one: _Candidate, chosen: Sequence[_Candidate]) -> tuple[bool, bool, bool, bool, int]:
    return (
        not one.line.starred,
        len(one.text) < SLIGHT,
        any(one.line.client == other.line.client for other in chosen),
        any(one.day == other.day for other in chosen),
        one.lot,
    )


def _fits(one: _Candidate, chosen: Sequence[_Candidate]) -> bool:
    if one.line.low and any(other.line.low for other in chosen):
        return False
    return len(chosen) < LINES - 1 or sum(each.room for each in (one, *chosen)) <= ROOM


def clean(text: str) -> str:
    """The text without what a screen cannot show: controls, lone surrogates, direction overrides."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(c for c in text if c == "\n" or _shows(c)).strip()


def _shows(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cs") and character not in _BIDI_CONTROLS


def fold(text: str) -> str:
    """The text cleaned and on one line."""
    return " ".join(clean(text).split())


def cut(text: str, limit: int = LONGEST) -> str:
    """At most `limit` characters, cut between words and marked with …; one endless word between letters."""
    if len(text) <= limit:
        return text
    end = text.rfind(" ", limit // 2, limit)
    if end < 0:
        end = limit - 1
        while end > 1 and _holds_together(text[end - 1], text[end]):
            end -= 1
    return text[:end].rstrip(" ,;:–-") + "…"


def _holds_together(left: str, right: str) -> bool:
    """Whether a cut between the two would break a letter or an emoji apart."""
    return (
        left == _JOINER
        or right == _JOINER
        or unicodedata.category(right) in ("Mn", "Me", "Mc")  # accents, variation selectors
        or "\U0001f3fb" <= right <= "\U0001f3ff"  # skin tones
        or ("\U0001f1e6" <= left <= "\U0001f1ff" and "\U0001f1e6" <= right <= "\U0001f1ff")  # flags
    )


def isolate(text: str) -> str:
    """The text set apart, if any of it runs from right to left, so that it turns nothing around it."""
    turns = any(unicodedata.bidirectional(c) in ("R", "AL", "AN") for c in text)
    return f"{_ISOLATE}{text}{_END}" if turns else text
