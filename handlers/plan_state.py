"""A typed line of planning, as it stands: read as it was written, with what was chosen since."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from db import answers, appointments
from db.appointments import USUAL_LENGTH
from db.models import Appointment, Note
from db.therapists import work_of
from handlers.context import Turn
from prompts.schedule.codes import normalise_code
from prompts.schedule.planning import Action, Choice, Plan, Question, Reading, Seen, read_planning, vocabulary
from prompts.schedule.say import say_time
from prompts.schedule.times import at_local, local

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
MOST_PICKS = 30  # as many as callback data has room for
_A_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Line:
    """What was typed: in which message, when, and the words."""

    message_id: int
    written_at: datetime
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Row:
    """One plan of the line, with what the database has to it. `target`: the session cancelled or moved."""

    plan: Plan
    client_id: int | None  # None also for one who is new
    starts_at: datetime
    ends_at: datetime
    target: Appointment | None = field(default=None, repr=False)

    @property
    def minutes(self) -> int:
        return (self.ends_at - self.starts_at) // _MINUTE


@dataclass(frozen=True, slots=True)
class State:
    """A line with what was chosen so far; `ask`: what is asked next, None once all is clear."""

    line: Line
    seen: Seen = field(repr=False)
    reading: Reading = field(repr=False)
    picks: str
    rows: tuple[Row, ...] = field(repr=False)
    ask: Question | None = field(repr=False)

    @property
    def confirms(self) -> list[str]:
        """What else [Right] says yes to."""
        return [question.text for question in self.reading.questions if question.confirms]

    @property
    def mark(self) -> int:
        """Of all that is shown: a press counts only for what it was pressed under."""
        targets = [row.target.id for row in self.rows if row.target is not None]
        hours = [(row.client_id, row.starts_at.timestamp(), row.ends_at.timestamp()) for row in self.rows]
        return zlib.crc32(f"{self.reading!r}{self.picks}{targets}{hours}".encode("utf-8", "backslashreplace"))


async def seen_from(turn: Turn, written_at: datetime) -> Seen:
    """From where a line is seen that was written then."""
    known = frozenset(normalise_code(code) for code in (await turn.codes.all()).values())
    return Seen(written_at, turn.zone, vocabulary(turn.me.locale), known, work=work_of(turn.me))


async def read(turn: Turn, line: Line) -> tuple[Reading, Seen]:
    """What a line is taken for; of one session, as long as it usually is with this client."""
    seen = await seen_from(turn, line.written_at)
    reading = read_planning(line.text, seen)
    if len(reading.plans) == 1:
        usual = await _usual(turn, reading.plans[0]) // _MINUTE
        if usual != seen.usual:
            seen = replace(seen, usual=usual)
            reading = read_planning(line.text, seen)
    return reading, seen


def says_it_all(reading: Reading) -> bool:
    """Whether it is a plan as it stands, but for a choice to be made."""
    return bool(reading.plans) or any(question.choices for question in reading.questions)


async def of_note(turn: Turn, note: Note) -> Line:
    """The line that waits in this note; an edited one counts from its edit on."""
    text = await answers.note_text(turn.sealed, note)
    return Line(note.source_message_id, note.edited_at or note.written_at, text)


async def state_of(turn: Turn, line: Line, picks: str = "") -> State:
    """Where the line stands after these choices, each one's place as a digit."""
    reading, seen = await read(turn, line)
    left = iter(picks)
    plans, ask = _chosen(reading, left)
    rows: list[Row] = []
    for plan in plans:
        row = await _row(turn, plan, seen, left)
        if isinstance(row, Question):
            ask = ask or row
        else:
            rows.append(row)
    if not rows and ask is None:  # edited since: it was a plan once
        example = turn.texts.plain(
            "planning.ask.example.plain", who=turn.texts.plain("planning.ask.example.code")
        )
        ask = Question(turn.texts.plain("planning.ask.unread", example=example))
    rows.sort(key=lambda row: row.starts_at)
    return State(line, seen, reading, picks, tuple(rows), ask)


def picked(picks: str, choice: int) -> str:
    return picks + _DIGITS[choice]


def _chosen(reading: Reading, picks: Iterator[str]) -> tuple[list[Plan], Question | None]:
    """The plans so far, and the first question that is still open."""
    plans, ask = list(reading.plans), None
    for question in reading.questions:
        if ask is not None or question.confirms:
            continue
        choice = _choice(question.choices, picks)
        if choice is None:
            ask = question
        else:
            plans += choice.plans
    return plans, ask


def _choice(choices: Sequence[Choice], picks: Iterator[str]) -> Choice | None:
    place = _DIGITS.find(next(picks, "-")) if choices else -1
    return choices[place] if 0 <= place < len(choices) else None


async def _row(turn: Turn, plan: Plan, seen: Seen, picks: Iterator[str]) -> Row | Question:
    client = await turn.codes.find(plan.client) if plan.client else None
    client_id = client.id if client else None
    if plan.action in (Action.CANCEL, Action.MOVE):
        return await _of_session(turn, plan, client_id, seen, picks)
    length = timedelta(minutes=plan.minutes) if plan.minutes else await _usual(turn, plan)
    starts_at = (plan.starts_at or seen.now).astimezone(UTC)
    return Row(plan, client_id, starts_at, starts_at + length)


async def _of_session(
    turn: Turn, plan: Plan, client_id: int | None, seen: Seen, picks: Iterator[str]
) -> Row | Question:
    """The session that is cancelled or moved; where the day has several, or there is none, that is asked."""
    whose = plan.client or turn.texts.plain("planning.say.single")
    known = client_id is not None or plan.client is None
    found = await _meant(turn, plan, client_id, seen) if known else []
    if not found:
        return Question(turn.texts.plain(f"plan.none.{plan.action}", who=whose))
    target = found[0]
    if len(found) > 1:
        choices = tuple(Choice(say_time(one.starts_at, turn.zone), ()) for one in found)
        choice = _choice(choices, picks)
        if choice is None:
            return Question(turn.texts.plain("plan.which_one", who=whose), choices)
        target = found[choices.index(choice)]
    if plan.action is Action.CANCEL or plan.starts_at is None:
        return Row(plan, client_id, target.starts_at, target.ends_at, target)
    starts_at = plan.starts_at.astimezone(UTC)
    length = timedelta(minutes=plan.minutes) if plan.minutes else target.ends_at - target.starts_at
    return Row(plan, client_id, starts_at, starts_at + length, target)


async def _meant(turn: Turn, plan: Plan, client_id: int | None, seen: Seen) -> list[Appointment]:
    """The client's next session; or the one at that time, the only one of that day, or all of that day's."""
    said = plan.starts_at if plan.action is Action.CANCEL else plan.moved_from
    if said is None:
        coming = await appointments.next_with(turn.session, turn.me.id, client_id, seen.now)
        return [coming] if coming is not None else []
    day = local(said, turn.zone).date()
    start, end = (at_local(one, time(), turn.zone) for one in (day, day + _A_DAY))
    found = await appointments.planned_between(turn.session, turn.me.id, client_id, start, end)
    return [one for one in found if one.starts_at == said] or found


async def _usual(turn: Turn, plan: Plan) -> timedelta:
    """How long a session with this client is, where nothing is said."""
    client = await turn.codes.find(plan.client) if plan.client else None
    if client is None:
        return USUAL_LENGTH
    return await appointments.usual_length(turn.session, turn.me.id, client.id)
