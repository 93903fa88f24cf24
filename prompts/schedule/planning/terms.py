"""A line as a row of terms: each a client, a day, a time, a length, a series or a word of the language."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TypeAlias

from prompts.schedule.codes import normalise_code, read_code
from prompts.schedule.planning.dates import Days
from prompts.schedule.planning.days import day_at
from prompts.schedule.planning.figures import Figure, Hour, figure_at, length_at
from prompts.schedule.planning.hours import hour_at
from prompts.schedule.planning.row import Row
from prompts.schedule.planning.series import Pattern, series_at
from prompts.schedule.planning.tokens import said, tokens_of
from prompts.schedule.planning.words import Vocabulary

_SIGNS = frozenset(",;:.()|!?…'\"")  # between terms they say nothing
_DASH = "-"
MOST_TOKENS = 50  # a line with more is no plan
_MOST_TRIED = 3  # words of a line tried as codes


@dataclass(frozen=True, slots=True)
class Code:
    """A client's code, as typed; `known`: the therapist has such a client."""

    text: str
    known: bool


@dataclass(frozen=True, slots=True)
class Length:
    minutes: int


@dataclass(frozen=True, slots=True)
class Times:
    """How often a series comes at all."""

    count: int


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase of the language, by its key in the TOML; a dash between terms is "dash"."""

    name: str


Value: TypeAlias = Code | Days | Hour | Figure | Length | Times | Word | tuple[Pattern, ...]
_Found: TypeAlias = tuple[Value, int] | None


@dataclass(frozen=True, slots=True)
class Term:
    """One term, and what was typed for it."""

    value: Value
    said: str

    def is_word(self, *names: str) -> bool:
        return isinstance(self.value, Word) and self.value.name in names


# What stands in a line by itself; the other words are part of a day, a time or a series.
_ALONE = (
    "now", "just_ended", "ended", "cancelled", "moved", "arrow", "single", "this_morning", "this_evening",
    "last_night", "morning", "evening", "from_now", "from", "to", "and", "in", "of_month", "filler",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads lines into terms: the language, the known codes (normalised), and today's date there."""

    words: Vocabulary
    known: Collection[str]
    today: date

    def terms(self, text: str) -> list[Term] | None:
        """The terms of a line, fillers left out; None if there is a word in it that is none of a plan.

        A known code that is also a word ("May", "7") counts as the code where the line has no other.
        """
        cut = tokens_of(text)
        if cut is None:
            return None
        line, row = cut[0], Row(self.words, cut[1])
        if len(row) > MOST_TOKENS:
            return None
        found = self._walk(line, row)
        if found is not None and any(
            isinstance(term.value, Code) or term.is_word("single") for term in found
        ):
            return found
        also_words = (at for at in range(len(row)) if (code := self._code(row, at)) and code[0].known)
        for at in islice(also_words, _MOST_TRIED):
            if (again := self._walk(line, row, code_at=at)) is not None:
                return again
        return found

    def _walk(self, line: str, row: Row, code_at: int | None = None) -> list[Term] | None:
        terms: list[Term] = []
        at = 0
        while at < len(row):
            found = self._code(row, at) if at == code_at else self._longest(row, at)
            if found is None and row[at].text in _SIGNS:
                at += 1
                continue
            if found is None:
                return None
            value, end = found
            if not (isinstance(value, Word) and value.name == "filler"):
                terms.append(Term(value, said(line, row[at:end])))
            at = end
        return terms

    def _longest(self, row: Row, at: int) -> _Found:
        """Whatever reaches furthest; of the same reach, the first in this order. A code is what is left."""
        if row.speaks(at) or row[at].text == _DASH:
            found = [pair for pair in self._all(row, at) if pair]
            if found:
                return max(found, key=lambda pair: pair[1])
        return self._code(row, at)

    def _all(self, row: Row, at: int) -> Iterator[_Found]:
        yield series_at(row, at)
        yield day_at(row, at, self.today)
        if (length := length_at(row, at)) is not None:
            yield Length(length[0]), length[1]
        yield hour_at(row, at)
        yield self._times(row, at)
        if (word := row.one(at, *_ALONE)) is not None:
            yield Word(word[0].name), word[1]
        yield figure_at(row, at)
        if row[at].text == _DASH:
            yield Word("dash"), at + 1

    def _times(self, row: Row, at: int) -> _Found:
        count = row.number(at)
        end = row.end(count[1], "times") if count and 0 < count[0] < 1000 else None
        return (Times(count[0]), end) if count and end else None

    def _code(self, row: Row, at: int) -> tuple[Code, int] | None:
        """A code known, or a word with a capital that begins no sentence; "Oak's" is Oak."""
        end = at + 1
        while end < len(row) and not row[end].spaced and (row[end].word or row[end].number):
            end += 1  # 7B is cut in two
        raw = "".join(token.raw for token in row[at:end])
        for ending in self.words.possessive:
            raw = raw[: -len(ending)] if raw.casefold().endswith(ending) else raw
        code = read_code(raw)
        if code is None:
            return None
        known = normalise_code(code) in self.known
        may_be_new = code[0].isupper() and not row.speaks(at) and code.casefold() not in self.words.no_codes
        return (Code(code, known), end) if known or may_be_new else None
