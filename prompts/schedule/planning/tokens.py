"""A typed line cut into words, numbers and signs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prompts.schedule.clocks import plain

LONGEST_LINE = 160  # characters; nothing longer plans one session
_HALF = "½"
_JOINS = "'"  # within a word: o'clock, Oak's
_NOT_SEEN = frozenset("\ufe0e\ufe0f\u20e3")  # what turns a sign into an emoji
_DASHES = frozenset("‐‑‒–—―−")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or one sign.

    `text` is in lower case, `raw` as typed. `spaced`: something stands between it and the one before.
    `at`: where it begins in the line. Letters behind digits (14h30, 12th) are tokens of their own, digits
    behind letters (B12) are not.
    """

    text: str
    raw: str
    at: int
    spaced: bool = True

    @property
    def number(self) -> bool:
        return self.text.isdecimal()

    @property
    def word(self) -> bool:
        return not self.number and _kind(self.text[0]) == "word"


def tokens_of(text: str) -> tuple[str, tuple[Token, ...]] | None:
    """The line as it is read, and its tokens; None if it is empty or too long to be a plan."""
    line = plain(text.replace(_HALF, ".5"), LONGEST_LINE)
    return (line, tuple(_cut(line))) if line else None


def said(line: str, tokens: Sequence[Token]) -> str:
    """What stands in the line from the first of these tokens to the last."""
    return line[tokens[0].at : tokens[-1].at + len(tokens[-1].raw)]


def _cut(line: str) -> Iterator[Token]:
    at, spaced, before = 0, True, ""
    while at < len(line):
        kind = _kind(line[at])
        if kind == "gap":
            at, spaced = at + 1, True
            continue
        end = at + 1
        while end < len(line) and _goes_on(kind, line, end, letters_alone=not spaced and before == "number"):
            end += 1
        raw = line[at:end]
        yield Token("-" if raw in _DASHES else raw.casefold(), raw, at, spaced)
        at, spaced, before = end, False, kind


def _goes_on(kind: str, line: str, at: int, *, letters_alone: bool) -> bool:
    here = _kind(line[at])
    if kind == "number" or (letters_alone and here == "number"):
        return kind == here
    if kind != "word":
        return False
    inside = line[at] in _JOINS and at + 1 < len(line) and _kind(line[at + 1]) == "word"
    return here in ("word", "number") or inside


def _kind(sign: str) -> str:
    if sign.isascii():
        return "number" if sign.isdigit() else "word" if sign.isalpha() else "gap" if sign == " " else "sign"
    if sign.isdecimal():
        return "number"
    category = unicodedata.category(sign)
    if sign in _NOT_SEEN or category in ("So", "Sk"):
        return "gap"  # emoji say nothing here
    return "word" if category[0] in "LM" else "sign"
