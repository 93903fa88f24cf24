"""A made-up therapist's weeks in virtual time: check-ins, answers and digests, without Telegram. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from bot.rehearsal_diary import SESSIONS_A_DAY, WORKDAYS, Cast, CheckIn, Session, begins_at, diary
from prompts.digest import DigestParts, Line, LookBack, Rating, Week, build
from prompts.digest.lot import lot
from prompts.questions.bank import load_bank
from prompts.questions.kinds import KINDS, Value
from prompts.questions.model import Bank, Question
from prompts.questions.occasion import Occasion
from prompts.questions.rotation import Asked, Choice, Focus, choose, wanted_kinds
from prompts.schedule.times import next_weekly

MOST_SESSIONS = WORKDAYS * SESSIONS_A_DAY
MOST_WEEKS = 520
MOST_CLIENTS = 500

FRIDAY, DIGEST_HOUR = 4, time(17, 0)
READING = timedelta(seconds=20)  # from a question to its answer
DECIDING = timedelta(minutes=10)  # from a digest to the tap on its proposal
COUNTED_BACK = timedelta(days=60)
HISTORY = 1000
LOW_RATING = 2


@dataclass(frozen=True, slots=True)
class Put:
    """A question that was put about a session, and what came back; None: nothing did."""

    at: datetime
    session: Session
    checkin: int
    choice: Choice
    value: Value | None

    @property
    def suggestion(self) -> int:
        return self.choice.question.suggestion

    def as_asked(self) -> Asked:
        question = self.choice.question
        wording = self.choice.wording.slug
        return Asked(question.id, wording, question.suggestion, question.kind, self.at, self.checkin)


@dataclass(frozen=True, slots=True)
class Told:
    """A digest at its hour, and whether its proposal was taken as the focus."""

    at: datetime
    parts: DigestParts
    taken: bool


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What came of it, each in order of time."""

    zone: str
    asked: tuple[Put, ...]
    digests: tuple[Told, ...]


def rehearse(weeks: int, sessions_per_week: int, clients: int, zone: str, seed: int) -> Rehearsal:
    """So many weeks of a therapist who answers most of what is asked; the same for the same arguments.

    ValueError for a zone that does not exist, or figures that no week could hold.
    """
    _within("weeks", weeks, MOST_WEEKS)
    _within("sessions per week", sessions_per_week, MOST_SESSIONS)
    _within("clients", clients, MOST_CLIENTS)
    cast = Cast.load()
    sessions, checkins = diary(cast, weeks, sessions_per_week, clients, zone)
    therapist = _Therapist(seed, zone, load_bank(), cast, begins_at(zone), sessions)
    digest_at = _next_digest(therapist.begun, zone)
    for checkin in checkins:
        while checkin.at >= digest_at:
            therapist.reads_digest(digest_at)
            digest_at = _next_digest(digest_at, zone)
        therapist.takes(checkin)
    while len(therapist.digests) < weeks:
        therapist.reads_digest(digest_at)
        digest_at = _next_digest(digest_at, zone)
    return Rehearsal(zone, tuple(therapist.puts), tuple(therapist.digests))


def _within(name: str, value: int, most: int) -> None:
    if not 1 <= value <= most:
        raise ValueError(f"{name}: 1 to {most}, not {value}")


def _next_digest(after: datetime, zone: str) -> datetime:
    return next_weekly(after, FRIDAY, DIGEST_HOUR, zone)


@dataclass(slots=True)
class _Therapist:
    """Who is asked: what was put so far, the digests, and the focus of the week."""

    seed: int
    zone: str
    bank: Bank
    cast: Cast
    begun: datetime
    sessions: tuple[Session, ...]
    numbers: dict[Session, int] = field(init=False)  # which one with its client each session is
    history: list[Asked] = field(default_factory=list)
    puts: list[Put] = field(default_factory=list)
    digests: list[Told] = field(default_factory=list)
    focus: Focus | None = None

    def __post_init__(self) -> None:
        so_far = Counter[int]()
        self.numbers = {}
        for session in self.sessions:
            so_far[session.client] += 1
            self.numbers[session] = so_far[session.client]

    def takes(self, checkin: CheckIn) -> None:
        """Question after question; one check-in in ten stays unanswered, and so without its second."""
        comes_back = self._lot("comes back", checkin.number) % 10 > 0
        for position, session in enumerate(checkin.subjects):
            kinds = wanted_kinds(
                self.history,
                checkin=checkin.number,
                position=position,
                total=len(checkin.subjects),
                numbers="always",
            )
            choice = choose(
                self.bank,
                self.history,
                seed=self.seed,
                kinds=kinds,
                focus=self.focus,
                muted=frozenset(),
                checkin=checkin.number,
                occasion=Occasion(sessions=self.numbers[session], evening=len({*checkin.subjects}) > 1),
            )
            value = self._answer(choice.question) if comes_back else None
            put = Put(checkin.at + position * READING, session, checkin.number, choice, value)
            self.puts.append(put)
            self.history = [*self.history[1 - HISTORY :], put.as_asked()]
            if not comes_back:
                return

    def _answer(self, question: Question) -> Value | None:
        """A tap or a line, as the question's kind reads it; now and then it is skipped."""
        kind, chance = KINDS[question.kind], self._lot("answer", len(self.puts))
        if chance % 12 == 0:
            return None
        if kind.takes_text:
            return kind.parse(question, self.cast.line(len(self.puts) + self.seed, hard=question.hard))
        slugs = [option.slug for option in kind.options(question)]
        if (
            question.low is None or chance % 15 == 1
        ):  # not rated, or "can't tell" and its kin, which stand last
            return kind.parse(question, slugs[-1 if question.low else chance // 12 % len(slugs)])
        usual = 2 + self._lot("usual", question.suggestion) % 3
        grown = len(self.digests) * (self._lot("grows", question.suggestion) % 3) // 6
        return kind.parse(question, str(min(5, max(1, usual + grown + chance // 12 % 3 - 1))))

    def reads_digest(self, at: datetime) -> None:
        """The week comes back; two proposals in three become the focus."""
        parts = build(self._week(at), self.bank, seed=self.seed)
        taken = self._lot("takes", len(self.digests)) % 3 > 0
        self.focus = Focus(parts.suggestion, at + DECIDING) if taken else None
        self.digests.append(Told(at, parts, taken))

    def _week(self, ends_at: datetime) -> Week:
        before = self.digests[-1] if self.digests else None
        starts_at = before.at if before else self.begun
        held = [s for s in self.sessions if starts_at <= s.ends_at < ends_at]
        answered = [put for put in self.puts if put.value]
        return Week(
            starts_at=starts_at,
            ends_at=ends_at,
            zone=self.zone,
            held=len(held),
            reflected=len({put.session for put in answered} & set(held)),
            ratings=tuple(
                Rating(put.suggestion, put.value.rating, put.at, put.session.client)
                for put in answered
                if put.value and put.value.rating
            ),
            asked=frozenset(put.suggestion for put in self.puts if put.at > starts_at),
            lines=tuple(self._lines(starts_at)),
            focus=self._look_back(),
            asked_counts=Counter(put.suggestion for put in self.puts if put.at > ends_at - COUNTED_BACK),
            wish=None,
            muted=frozenset(),
            first=before is None,
            quiet_weeks=1,
            tips_shown=frozenset({before.parts.tip} if before else ()),
        )

    def _lines(self, starts_at: datetime) -> Iterator[Line]:
        recent = [put for put in self.puts if put.value and put.at > starts_at]
        low = {put.checkin for put in recent if put.value and _is_low(put.value)}
        for put in recent:
            if put.value and put.value.text:
                hard = put.choice.question.hard or put.checkin in low
                yield Line(put.value.text, put.at, put.session.code, put.suggestion, hard, starred=False)

    def _look_back(self) -> LookBack | None:
        if self.focus is None:
            return None
        number, since = self.focus.suggestion, self.focus.since
        about = [put for put in self.puts if put.suggestion == number and put.at >= since]
        return LookBack(number, len(about), sum(put.value is not None for put in about))

    def _lot(self, *about: str | int) -> int:
        return lot(self.seed, "rehearsal", *about)


def _is_low(value: Value) -> bool:
    return value.option == "no" or (value.rating is not None and value.rating <= LOW_RATING)
