"""The kinds of question. A new kind is one class here and one line in KINDS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from prompts.questions.model import CHOOSE, MOMENT, PULSE, YES_PARTLY_NO, Option, Question

__all__ = [
    "CANT_TELL",
    "CHOOSE",
    "KINDS",
    "MOMENT",
    "PULSE",
    "RATINGS",
    "YES_PARTLY_NO",
    "Kind",
    "NotAnAnswer",
    "Value",
]

RATINGS = range(1, 6)
CANT_TELL = "cant_tell"


class NotAnAnswer(ValueError):
    """What came back does not answer this question. Carries the question's id, never what was typed."""


@dataclass(frozen=True, slots=True)
class Value:
    """An answer: exactly one of a rating (1 to 5), an option's slug, or the text as it was typed."""

    rating: int | None = None
    option: str | None = None
    text: str | None = None


class Kind(Protocol):
    """How a kind of question is entered in the bank, shown as buttons, and answered."""

    name: str
    short: str  # the middle of an id: `07-choose-1`
    takes_text: bool
    ends: bool  # the entry says what 1 and 5 mean
    shared: tuple[str, ...]  # slugs of the buttons all its questions share; `_shared.toml` labels them
    own_options: range  # how many options an entry brings itself, after those

    def options(self, q: Question) -> tuple[Option, ...]:
        """The buttons in order; none when the answer is typed."""

    def parse(self, q: Question, raw: str) -> Value:
        """The answer in `raw`: a button's slug, or the typed text. Raises NotAnAnswer."""


class _Buttons:
    """What all kinds answered by a tap have in common."""

    takes_text = False
    ends = False
    shared: tuple[str, ...] = ()

    def options(self, q: Question) -> tuple[Option, ...]:
        return q.options

    def parse(self, q: Question, raw: str) -> Value:
        if all(raw != option.slug for option in q.options):
            raise NotAnAnswer(f"no such option of {q.id}")
        return Value(option=raw)


class Pulse(_Buttons):
    """Rated 1 to 5 in the same sense every time, with "can't tell" and at times a way out of its own."""

    name = PULSE
    short = "pulse"
    ends = True
    shared: tuple[str, ...] = (*map(str, RATINGS), CANT_TELL)
    own_options = range(2)

    def parse(self, q: Question, raw: str) -> Value:
        value = super().parse(q, raw)
        rating = next((number for number in RATINGS if raw == str(number)), None)
        return value if rating is None else Value(rating=rating)


class YesPartlyNo(_Buttons):
    """Yes, partly or no, or "can't tell"; the labels are shared by all of them."""

    name = YES_PARTLY_NO
    short = "yes"
    shared: tuple[str, ...] = ("yes", "partly", "no", CANT_TELL)
    own_options = range(1)


class ChooseOne(_Buttons):
    """One of three to five options that the entry brings."""

    name = CHOOSE
    short = "choose"
    own_options = range(3, 6)


class Moment:
    """One moment, typed in a line. It is kept exactly as it was typed."""

    name = MOMENT
    short = "moment"
    takes_text = True
    ends = False
    shared: tuple[str, ...] = ()
    own_options = range(1)

    def options(self, q: Question) -> tuple[Option, ...]:
        return q.options

    def parse(self, q: Question, raw: str) -> Value:
        if not raw.strip():
            raise NotAnAnswer(f"no words for {q.id}")
        return Value(text=raw)


_ALL: tuple[Kind, ...] = (Pulse(), YesPartlyNo(), ChooseOne(), Moment())

KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in _ALL})
