"""Which questions fit the session they are about: an occasion in plain values, and the marks of the bank.

A mark says "only then", with `not_` before it "not then". A question comes if at least one of its plain marks
holds, or it has none, and if none of its `not_` marks does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from prompts.questions.model import Question

NOT = "not_"
SEVERAL = frozenset({"couple", "family", "group"})
EARLY = 3  # sessions: so long somebody is new
SETTLING_IN = timedelta(days=28)
LONG = 20  # sessions: from here on it is long work

# Each mark and when it holds. What is not known does not hold, neither as "remote" nor as "first".
MARKS = frozenset(
    {
        "couple",  # the client is two people
        "family",
        "group",
        "several",  # any of these three
        "child",  # the client is a child, with a parent about
        "first",  # the very first session with this client
        "early",  # one of the first three
        "long",  # the twentieth, or later
        "ending",  # the work with this client has come to its end
        "single",  # a session without a client's code: nobody knows of another one
        "day",  # no one session, but the day as a whole; it holds beside "single"
        "remote",  # they met on a call
        "evening",  # it is asked hours later, with the others of the day
    }
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """What is known of the session that a question is about; by default, nothing out of the ordinary."""

    party: str = "one"  # one | couple | family | child | group
    sessions: int | None = None  # held with this client, this one included; None: not counted
    new: bool = False  # the count began with their first session: they came after the therapist did
    ending: bool = False
    single: bool = False
    day: bool = False
    remote: bool | None = None  # None: not known
    evening: bool = False

    def marks(self) -> frozenset[str]:
        """The marks that hold."""
        count = self.sessions or 0
        held = {
            "several": self.party in SEVERAL,
            "first": self.new and count == 1,
            "early": self.new and 1 <= count <= EARLY,
            "long": count >= LONG,
            "ending": self.ending,
            "single": self.single or self.day,
            "day": self.day,
            "remote": self.remote is True,
            "evening": self.evening,
        }
        return frozenset({self.party} & MARKS) | {mark for mark, holds in held.items() if holds}


NOTHING_SPECIAL = Occasion()


def is_new(came: datetime, begun: datetime) -> bool:
    """Whether a client came later than their therapist to the bot, and not in the days of settling in.

    A code that is new to the bot in its first weeks mostly stands for somebody whom the therapist has seen
    for long: to ask about a first session would be wrong there.
    """
    return came - begun >= SETTLING_IN


def fits(question: Question, marks: frozenset[str]) -> bool:
    """Whether a question may come where these marks hold."""
    wanted = [mark for mark in question.marks if not mark.startswith(NOT)]
    unwanted = {mark.removeprefix(NOT) for mark in question.marks if mark.startswith(NOT)}
    return unwanted.isdisjoint(marks) and (not wanted or not marks.isdisjoint(wanted))


def fitting(questions: Sequence[Question], occasion: Occasion) -> Sequence[Question]:
    """Those that fit; all of them if none does, for something has to be asked."""
    marks = occasion.marks()
    return [question for question in questions if fits(question, marks)] or questions


def unknown_marks(marks: Iterable[str]) -> list[str]:
    """Of some marks those that do not exist, or that stand beside their own opposite."""
    given = set(marks)
    return sorted(
        mark for mark in given if mark.removeprefix(NOT) not in MARKS or {mark, f"{NOT}{mark}"} <= given
    )
