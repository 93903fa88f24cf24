"""The therapist's own words in a digest: which lines, in which order, and fit to be shown."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

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


def choose_lines(lines: Sequence[Line], zone: str, *, seed: int) -> tuple[Line, ...]:
    """Up to three, oldest first: starred ones before others, then of varied clients and days.

    At most one low line, and never the last: it changes places with the one before. Alone it is not shown.
    """
    pool = _distinct(lines)
    chosen: list[Line] = []
    while pool and len(chosen) < LINES:
        best = min(pool, key=lambda line: _rank(line, chosen, zone, seed))
        pool.remove(best)
        if _fits(best, chosen):
            chosen.append(best)
    chosen.sort(key=lambda line: line.at)
    if chosen and chosen[-1].low:
        chosen.insert(-1, chosen.pop())
    return () if len(chosen) == 1 and chosen[0].low else tuple(chosen)


def _distinct(lines: Sequence[Line]) -> list[Line]:
    """Lines with something to show; of two that read the same, the first."""
    found: dict[str, Line] = {}
    for line in lines:
        if text := fold(line.text):
            found.setdefault(text.casefold(), line)
    return list(found.values())


def _rank(line: Line, chosen: Sequence[Line], zone: str, seed: int) -> tuple[bool, bool, bool, bool, int]:
    return (
        not line.starred,
        len(fold(line.text)) < SLIGHT,
        any(line.client == other.client for other in chosen),
        any(local(line.at, zone).date() == local(other.at, zone).date() for other in chosen),
        lot(seed, "line", line.at.isoformat(), line.text),
    )


def _fits(line: Line, chosen: Sequence[Line]) -> bool:
    if line.low and any(other.low for other in chosen):
        return False
    length = sum(len(cut(fold(each.text))) for each in (line, *chosen))
    return len(chosen) < LINES - 1 or length <= ROOM


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
