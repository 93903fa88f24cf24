"""The kinds of question. A new kind is one class here and one line in KINDS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from prompts.questions.model import (
    AGAINST,
    CHOOSE,
    CLIENT_VIEW,
    COUNT,
    IF_THEN,
    MOMENT,
    PICTURE,
    PULSE,
    YES_PARTLY_NO,
    Option,
    Question,
)

__all__ = [
    "AGAINST",
    "CANT_TELL",
    "CHOOSE",
    "CLIENT_VIEW",
    "COUNT",
    "IF_THEN",
    "KINDS",
    "MOMENT",
    "PICTURE",
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
    seconds: int  # that an answer takes, once the question is read
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
    own_options = range(1)

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
    seconds = 4
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
    seconds = 4
    shared: tuple[str, ...] = ("yes", "partly", "no", CANT_TELL)


class ChooseOne(_Buttons):
    """One of three to five options that the entry brings."""

    name = CHOOSE
    short = "choose"
    seconds = 4
    own_options = range(3, 6)


class Count(_Buttons):
    """How many times, as far as one remembers: from none to more, or "can't tell"."""

    name = COUNT
    short = "count"
    seconds = 4
    shared: tuple[str, ...] = ("zero", "one", "two", "three", "more", CANT_TELL)


class _Words:
    """What all kinds answered by a typed line have in common. It is kept exactly as it was typed."""

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


class Moment(_Words):
    """One moment of the hour."""

    name = MOMENT
    short = "moment"
    seconds = 10


class ClientView(_Words):
    """What the client might say, seen from their chair."""

    name = CLIENT_VIEW
    short = "view"
    seconds = 10


class Against(_Words):
    """What speaks against: when it was hardest, what was lost. Its line counts as a low one."""

    name = AGAINST
    short = "against"
    seconds = 10


class Picture(_Words):
    """A picture or a word for the hour."""

    name = PICTURE
    short = "picture"
    seconds = 8


class IfThen(_Words):
    """An intention for the next time: the question is the "if", the line the "then"."""

    name = IF_THEN
    short = "ifthen"
    seconds = 10


_ALL: tuple[Kind, ...] = (
    Pulse(),
    YesPartlyNo(),
    ChooseOne(),
    Count(),
    Moment(),
    ClientView(),
    Against(),
    Picture(),
    IfThen(),
)

KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in _ALL})

EARLIER_IDS: Mapping[str, str] = MappingProxyType({CLIENT_VIEW: Moment.short, AGAINST: Moment.short})
"""Kinds that were told from another one later: a question of theirs keeps the id it had, `07-moment-3`."""

_WORDS_A_SECOND = 3


def seconds(q: Question) -> int:
    """How long a question takes: to read its longest wording and its own buttons, and to answer."""
    kind = KINDS[q.kind]
    own = q.options[len(kind.shared) :]
    words = max(len(wording.text.split()) for wording in q.wordings)
    words += sum(len(option.label.split()) for option in own)
    return kind.seconds + -(-words // _WORDS_A_SECOND)
