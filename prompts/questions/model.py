"""The shapes of the bank: questions, their wordings and options, and tips. Plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

PULSE = "pulse"
YES_PARTLY_NO = "yes_partly_no"
CHOOSE = "choose_one"
MOMENT = "moment"
CLIENT_VIEW = "client_view"
AGAINST = "against"
COUNT = "count"
PICTURE = "picture"
IF_THEN = "if_then"

Day = Literal["today", "that_day", "last_time"]
"""When the session was that a question is about, seen from when it is put."""

TODAY: Day = "today"
THAT_DAY: Day = "that_day"
LAST_TIME: Day = "last_time"

CLIENT = "{client}"
"""The one placeholder. It stands for a client code, or for the locale's "your client"."""


@dataclass(frozen=True, slots=True)
class Option:
    """One button. The slug is stored and shared by all languages; the label is shown."""

    slug: str
    label: str


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to put a question. The texts may hold `{client}`."""

    slug: str
    text: str
    that_day: str | None = None  # about a session of another day, which the line above names
    last_time: str | None = None  # which it does not name; None: the text fits all the same

    def said(self, client: str, day: Day = TODAY) -> str:
        """The question as it is put; `client` is a code, or "your client". Nothing is escaped."""
        other = {TODAY: None, THAT_DAY: self.that_day, LAST_TIME: self.last_time}[day]
        return (other or self.text).replace(CLIENT, client)


@dataclass(frozen=True, slots=True)
class Question:
    """An entry of the bank. `options` are its buttons in order, shared ones included; none for typed text."""

    id: str
    suggestion: int
    kind: str
    wordings: tuple[Wording, ...]
    options: tuple[Option, ...]
    low: str | None  # a pulse's ends, 1 and 5; they may hold {client} as well
    high: str | None
    hard: bool  # asks for what speaks against or was hard: its line counts as a low one in a digest
    marks: tuple[str, ...] = ()  # of prompts/questions/occasion.py: when it comes, and when not

    def ends(self, client: str) -> tuple[str, str] | None:
        """What 1 and 5 mean, as they are shown; None for a question that is not rated."""
        if self.low is None or self.high is None:
            return None
        return self.low.replace(CLIENT, client), self.high.replace(CLIENT, client)


@dataclass(frozen=True, slots=True)
class Tip:
    """Something small to try. `source` None means practice wisdom."""

    id: str
    suggestion: int
    text: str
    source: str | None
    doi: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Bank:
    """All questions and tips of one language, by id, in the order of the suggestions."""

    locale: str
    questions: Mapping[str, Question]
    tips: Mapping[str, Tip]
    _pulses: Mapping[int, Question] = field(init=False, repr=False)
    _explorations: Mapping[int, tuple[Question, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        pulses: dict[int, Question] = {}
        explorations: dict[int, tuple[Question, ...]] = {}
        for question in self.questions.values():
            if question.kind == PULSE:
                pulses[question.suggestion] = question
            else:
                explorations[question.suggestion] = (*explorations.get(question.suggestion, ()), question)
        object.__setattr__(self, "_pulses", pulses)
        object.__setattr__(self, "_explorations", explorations)

    def pulse(self, suggestion: int) -> Question:
        """The rated question of a suggestion. KeyError for a number that is none of the ten."""
        return self._pulses[suggestion]

    def explorations(self, suggestion: int) -> tuple[Question, ...]:
        """Every other question of a suggestion, in the order of its file. KeyError as above."""
        return self._explorations[suggestion]

    def tips_for(self, suggestion: int) -> tuple[Tip, ...]:
        """The tips of a suggestion, in the order of its file."""
        return tuple(tip for tip in self.tips.values() if tip.suggestion == suggestion)
