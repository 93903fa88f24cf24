"""A session that was told of: stored once, and said back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from db import appointments, messages, planning, therapists
from db.models import Appointment, CheckIn
from handlers import asking, echoes
from handlers.bubble import clock
from handlers.checkin import gone
from handlers.context import Turn
from handlers.effects import Button, Edit, Effects, Ref, Rows, Say
from handlers.keyboards import pack
from handlers.session_echo import echo, stands_for

NOW, ENDED, STARTS = "now", "ended", "starts"
A_SLIP = timedelta(minutes=30)  # nobody comes out of two sessions with one client so soon
A_DAY = 24 * 60  # minutes


@dataclass(frozen=True, slots=True)
class Told:
    """What the therapist said: it ended at `moment`, or starts then. `origin`: the message that began it."""

    how: str
    moment: datetime
    origin: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session as it was told: by which message, with whom, from when to when."""

    origin: int
    client_id: int | None
    starts_at: datetime
    ends_at: datetime
    over: bool  # it took place
    guessed: bool = False  # when it began: only its end was told


def minute_of(moment: datetime) -> int:
    """An instant as callback data carries it."""
    return int(moment.timestamp()) // 60


def moment_of(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


async def of(turn: Turn, origin: int) -> Appointment | None:
    """The session that this message told of."""
    return await appointments.by_origin(turn.session, turn.me.id, f"m{origin}")


async def record(turn: Turn, told: Told, client_id: int | None, *, replaces: tuple[int, ...] = ()) -> Effects:
    """Store the session once, however often it is pressed, and say when the bot will ask."""
    await therapists.expect_nothing(turn.session, turn.me.id)
    length = await appointments.usual_length(turn.session, turn.me.id, client_id)
    over = told.how != STARTS
    starts_at = told.moment - length if over else told.moment
    meeting = Meeting(told.origin, client_id, starts_at, starts_at + length, over=over, guessed=over)
    return await store(turn, meeting, replaces=replaces)


async def store(
    turn: Turn, meeting: Meeting, *, replaces: tuple[int, ...] = (), another: bool = False
) -> Effects:
    """Keep the session and its check-in; one that is due already comes at once.

    One that is noted already is no second one, unless it is said to be `another`.
    """
    made = await of(turn, meeting.origin)
    known = await _known(turn, meeting) if made is None and not another else None
    if known is not None and known.status == "held" and known.ends_at <= turn.now:
        return await _noted(turn, meeting, known, replaces)
    if known is not None and known.status != "held":
        await _confirm(turn, known, meeting)
    new = made is None and known is None
    made = made or known or await _make(turn, meeting)
    following = await _at_once(turn, made) if new or meeting.over else []
    text, rows = await echo(turn, made, comes_now=bool(following))
    before = await echoes.at_rest(turn, [made], but=turn.message_id)
    if turn.press.verb:
        await stands_for(turn, made)
        return [Edit(turn.message_id, text, rows), *before, *following]
    ref = Ref("session", made.id)
    return [Say(text, rows, ref=ref, replaces=replaces), *before, *following]


async def _make(turn: Turn, meeting: Meeting) -> Appointment:
    made, _ = await appointments.record(
        turn.session, turn.me.id, origin=f"m{meeting.origin}", client_id=meeting.client_id,
        starts_at=meeting.starts_at, ends_at=meeting.ends_at, zone=turn.zone, now=turn.now,
        status="held" if meeting.over else "planned",
    )  # fmt: skip
    await planning.plan_after(turn.session, turn.me, made, turn.now, told_now=meeting.over)
    return made


async def _known(turn: Turn, meeting: Meeting) -> Appointment | None:
    """The client's session at that time; or, if only an end was told, one that ended at about that time."""
    session, me = turn.session, turn.me.id
    if meeting.client_id is not None:
        same = await appointments.overlapping(
            session, me, meeting.client_id, meeting.starts_at, meeting.ends_at
        )
        if same is not None:
            return same
    if not meeting.guessed:
        return None
    since, until = meeting.ends_at - A_SLIP, min(turn.now, meeting.ends_at + A_SLIP)
    return await appointments.just_held(session, me, meeting.client_id, since, until)


async def _noted(turn: Turn, meeting: Meeting, known: Appointment, replaces: tuple[int, ...]) -> Effects:
    """`Oak, until 14:50, is noted already.` [Another one]: a double tap, a slip, or said in two ways."""
    name = await turn.client(known.client_id) if known.client_id else turn.texts.plain("question.session")
    text = turn.texts("session.noted", name=name, end=clock(turn, known.ends_at))
    hours = minute_of(meeting.starts_at), minute_of(meeting.ends_at)
    data = pack("one_more", meeting.origin, meeting.client_id or 0, *hours)
    rows: Rows = ((Button(turn.texts.plain("session.another"), data),),)
    if turn.press.verb:
        return [Edit(turn.message_id, text, rows)]
    await messages.note(
        turn.session, turn.me, turn.message_id, turn.now, incoming=True, refers="session", refers_id=known.id
    )
    return [Say(text, rows, ref=Ref("other", meeting.origin), replaces=replaces)]


async def one_more(turn: Turn) -> Effects:
    """[Another one]: it was no slip. Pressed twice, it is one all the same."""
    origin, starts, ends = turn.press.id(0), turn.press.id(2), turn.press.id(3)
    client, now = await turn.codes.own(turn.press.id(1) or None), minute_of(turn.now)
    if (client is None and turn.press.id(1) != 0) or abs(ends - now) > A_DAY or not 0 < ends - starts < A_DAY:
        return gone(turn)
    starts_at, ends_at = moment_of(starts), moment_of(ends)
    client_id = client.id if client else None
    meeting = Meeting(origin, client_id, starts_at, ends_at, over=ends_at <= turn.now)
    return await store(turn, meeting, another=True)


async def _confirm(turn: Turn, same: Appointment, meeting: Meeting) -> None:
    """A planned session takes what is told now."""
    asked, starts_at = await appointments.was_asked_about(turn.session, same.id), meeting.starts_at
    if meeting.over:
        appointments.became(same, "held", turn.now)
        starts_at = min(same.starts_at, meeting.ends_at - timedelta(minutes=1))
    if not asked:
        same.starts_at, same.ends_at = starts_at, meeting.ends_at
        if same.calendar_id is None:  # which would not find its own again; a series goes by `planned_for`
            same.origin = f"m{meeting.origin}"
        await appointments.withdraw(turn.session, same)
        await planning.plan_after(turn.session, turn.me, same, turn.now, told_now=meeting.over)


async def _at_once(turn: Turn, made: Appointment) -> Effects:
    """The first question now, if it is due: nobody waits for the next tick."""
    checkin = await planning.for_appointment(turn.session, made.id)
    if checkin is None or not _due(turn, made, checkin):
        return []
    return await asking.put_next(turn, checkin)


def _due(turn: Turn, made: Appointment, checkin: CheckIn) -> bool:
    mine = planning.own_appointment(checkin.slot) == made.id and checkin.state == "waiting"
    return mine and checkin.ignores_quiet and checkin.due_at <= turn.now and not turn.wishes.resting(turn.now)
