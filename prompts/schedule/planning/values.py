"""What a line is taken for: plans, what is asked back, and from where the line is seen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from prompts.schedule.planning.words import Vocabulary
from prompts.schedule.times import later, local
from prompts.schedule.work import Work

USUAL_WORK = Work((0, 1, 2, 3, 4), time(8), time(19))


class Action(StrEnum):
    """What a line does with a session."""

    PLAN = "plan"
    CANCEL = "cancel"
    MOVE = "move"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Plan:
    """One session, or one series, that a line speaks of.

    `client` None: a single contact. `starts_at` is aware, in the therapist's zone; of a series the first.
    What is cancelled, or moved away from `moved_from`, is the session at that time, or else the client's on
    that day; None: the client's next one. `minutes` None: as long as usual. `rule`: as in RFC 5545.
    """

    client: str | None
    starts_at: datetime | None
    minutes: int | None = None
    rule: str | None = None
    action: Action = Action.PLAN
    moved_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers to a question, and what the line is then."""

    label: str
    plans: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked back: bare text. Without choices it asks for a line anew, or with `confirms` whether it
    is so. `line`: which of several lines; empty where there is one.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    confirms: bool = False
    line: str = ""

    @property
    def lacks(self) -> bool:
        """Whether only another line can answer it."""
        return not (self.choices or self.confirms)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, and what is to be asked, one question after the other. With neither, it is no plan."""

    plans: tuple[Plan, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def question(self) -> str | None:
        """The text asked back first."""
        return self.questions[0].text if self.questions else None


@dataclass(frozen=True, slots=True)
class Seen:
    """From where a line is seen: `now` (aware), the therapist's zone and language, their clients' codes.

    `known`: normalised. `usual`: how long a session is, in minutes, where nothing is said. `work`: decides
    between two hours of which one is outside it.
    """

    now: datetime
    zone: str
    words: Vocabulary
    known: Collection[str] = ()
    usual: int = 50
    work: Work = USUAL_WORK

    @property
    def here(self) -> datetime:
        """Now, on the wall clock of the zone."""
        return local(self.now, self.zone)

    @property
    def today(self) -> date:
        return self.here.date()

    def ends(self, plan: Plan) -> datetime | None:
        """When that session is over."""
        length = timedelta(minutes=plan.minutes or self.usual)
        return later(plan.starts_at, length) if plan.starts_at else None
