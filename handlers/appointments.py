"""Sessions as the therapist tells of them: just finished, ended earlier, starting at; or in one line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from db import appointments, checkins, therapists
from db.models import Appointment
from handlers import asking
from handlers.bubble import clock
from handlers.checkin import gone
from handlers.context import Feature, Turn
from handlers.effects import Button, Edit, Effects, Rows, Say
from handlers.keyboards import in_rows, pack
from handlers.lines import written
from prompts.schedule.codes import code_fault, read_code
from prompts.schedule.reading import Plan, read_plan
from prompts.schedule.say import say_time
from prompts.schedule.spans import read_clock
from prompts.schedule.times import at_local, local
from prompts.texts import Html

NOW, ENDED, STARTS = "now", "ended", "starts"
AGO = (10, 30, 60, 90, 120, 180)  # minutes, offered for a session that ended earlier
LENGTHS = (30, 45, 50, 60, 80, 90)
WORDS_OFFERED = 6


async def session(turn: Turn) -> Effects:
    """/session: just now, ended earlier today, or starts at."""
    buttons = [Button(turn.texts.plain(f"session.{how}"), pack("when", how)) for how in (NOW, ENDED, STARTS)]
    return [Say(turn.texts("session.when"), ((buttons[0],), tuple(buttons[1:])))]


async def finished(turn: Turn) -> Effects:
    """[Just finished]: whose?"""
    text, rows = await _whose(turn, NOW, turn.now)
    return [Say(text, rows)]


async def when(turn: Turn) -> Effects:
    how = turn.press.word(0)
    if how == NOW:
        return [Edit(turn.message_id, *await _whose(turn, NOW, turn.now))]
    if how not in (ENDED, STARTS):
        return gone(turn)
    await therapists.expect(turn.session, turn.me.id, f"time_{how}", turn.now, message_id=turn.message_id)
    offered = [Button(say_time(at, turn.zone), pack("at", how, _minute(at))) for at in _likely(turn, how)]
    return [Edit(turn.message_id, turn.texts(f"session.{how}_when"), in_rows(offered, 3))]


def _likely(turn: Turn, how: str) -> list[datetime]:
    """Times to tap: earlier today at tens of minutes, or the next half hours of today."""
    today = local(turn.now, turn.zone).date()
    step = 600 if how == ENDED else 1800
    base = datetime.fromtimestamp(turn.now.timestamp() // step * step, UTC)
    if how == ENDED:
        found = [base - timedelta(minutes=ago - 10) for ago in AGO]
    else:
        found = [base + timedelta(minutes=30 * n) for n in range(1, 7)]
    return [at for at in dict.fromkeys(found) if local(at, turn.zone).date() == today]


async def at(turn: Turn) -> Effects:
    """A time was tapped."""
    how, moment = turn.press.word(0), _moment(turn.press.id(1))
    if how not in (ENDED, STARTS):
        return gone(turn)
    await therapists.expect_nothing(turn.session, turn.me.id)
    return [Edit(turn.message_id, *await _whose(turn, how, moment))]


async def time_ended(turn: Turn) -> Effects:
    return await _typed_time(turn, ENDED)


async def time_starts(turn: Turn) -> Effects:
    return await _typed_time(turn, STARTS)


async def _typed_time(turn: Turn, how: str) -> Effects:
    """A time was typed; one that cannot be read leaves the question open."""
    here = local(turn.now, turn.zone)
    read = read_clock(written(turn).text, here.time(), past=how == ENDED)
    if read is None:
        return [Say(turn.texts("session.time_unread"))]
    moment = at_local(here.date(), read, turn.zone)
    if how == ENDED and moment > turn.now:
        return [Say(turn.texts("session.not_yet", time=say_time(moment, turn.zone)))]
    if how == STARTS and moment < turn.now - timedelta(minutes=1):
        return [Say(turn.texts("session.past", time=say_time(moment, turn.zone)))]
    await therapists.expect_nothing(turn.session, turn.me.id)
    return [Say(*await _whose(turn, how, moment))]


async def _whose(turn: Turn, how: str, moment: datetime) -> tuple[Html, Rows]:
    """Recent codes as buttons; for a newcomer, neutral words."""
    recent = await turn.codes.recent(6)
    minute, none = _minute(moment), Button(turn.texts.plain("session.no_code"), "")
    none = Button(none.label, pack("whom", how, minute, 0))
    if not recent:
        return await _new_code(turn, how, moment)
    buttons = [Button(code, pack("whom", how, minute, client_id)) for client_id, code in recent]
    new = Button(turn.texts.plain("session.new_client"), pack("whom_new", how, minute))
    return turn.texts("session.whose"), (*in_rows(buttons, 3), (new, none))


async def _new_code(turn: Turn, how: str, moment: datetime) -> tuple[Html, Rows]:
    """Ask for a neutral word; a few are offered, and any other may be typed."""
    taken = {code.casefold() for code in (await turn.codes.all()).values()}
    words = [word for word in turn.texts.plain("session.words").split() if word.casefold() not in taken]
    minute = _minute(moment)
    await therapists.expect(
        turn.session, turn.me.id, "code", turn.now, message_id=turn.message_id,
        payload={"how": how, "minute": minute, "origin": turn.message_id},
    )  # fmt: skip
    buttons = [Button(word, pack("word", how, minute, word)) for word in words[:WORDS_OFFERED]]
    none = Button(turn.texts.plain("session.no_code"), pack("whom", how, minute, 0))
    return turn.texts("session.new_code"), (*in_rows(buttons, 3), (none,))


async def whom_new(turn: Turn) -> Effects:
    return [Edit(turn.message_id, *await _new_code(turn, turn.press.word(0), _moment(turn.press.id(1))))]


async def word(turn: Turn) -> Effects:
    """A neutral word was tapped."""
    code = read_code(turn.press.word(2))
    if code is None:
        return gone(turn)
    client = await turn.codes.find_or_make(code, turn.now)
    return await _record(turn, turn.press.word(0), _moment(turn.press.id(1)), client.id, turn.message_id)


async def whom(turn: Turn) -> Effects:
    """An own client was tapped, or none."""
    client = await turn.codes.own(turn.press.id(2) or None)
    if client is None and turn.press.id(2) != 0:
        return gone(turn)
    client_id = client.id if client else None
    return await _record(turn, turn.press.word(0), _moment(turn.press.id(1)), client_id, turn.message_id)


async def code_typed(turn: Turn) -> Effects:
    """A code was typed; one that cannot be one leaves the question open and says what would be."""
    text = written(turn).text
    code = read_code(text)
    expected = await therapists.expected(turn.session, turn.me.id, turn.now)
    if code is None or expected is None:
        fault = code_fault(text)
        return [Say(turn.texts(f"session.code_{fault.value if fault else 'empty'}"))]
    client = await turn.codes.find_or_make(code, turn.now)
    payload = expected.payload
    moment = _moment(int(payload["minute"]))
    return await _record(turn, str(payload["how"]), moment, client.id, int(payload["origin"]), edit=False)


async def _record(
    turn: Turn, how: str, moment: datetime, client_id: int | None, origin: int, *, edit: bool = True
) -> Effects:
    """Store the session once, however often the button is pressed, and say when the bot will ask."""
    if how not in (NOW, ENDED, STARTS):
        return gone(turn)
    await therapists.expect_nothing(turn.session, turn.me.id)
    length = await appointments.usual_length(turn.session, turn.me.id, client_id)
    starts_at = moment if how == STARTS else moment - length
    made, new = await appointments.record(
        turn.session, turn.me.id, origin=f"m{origin}", client_id=client_id, starts_at=starts_at,
        ends_at=starts_at + length, zone=turn.zone, now=turn.now,
        status="planned" if how == STARTS else "held",
    )  # fmt: skip
    if new:
        await checkins.plan_after(turn.session, turn.me, made, turn.now, told_now=how != STARTS)
    text, rows = await echo(turn, made)
    shown: Effects = [Edit(turn.message_id, text, rows) if edit else Say(text, rows)]
    return shown


async def echo(turn: Turn, made: Appointment) -> tuple[Html, Rows]:
    """`Oak, just finished. I will ask at 14:55.` [Now] [50 min] [Undo]"""
    name = await turn.client(made.client_id) if made.client_id else turn.texts.plain("question.session")
    over = made.ends_at <= turn.now
    just = over and turn.now - made.ends_at < timedelta(minutes=10)
    key = "just" if just else "ended" if over else "planned"
    session = turn.texts(
        f"session.echo_{key}",
        name=name,
        start=clock(turn, made.starts_at),
        end=say_time(made.ends_at, turn.zone),
    )
    text = Html(f"{session} {await _when_asked(turn, made)}")
    minutes = int((made.ends_at - made.starts_at).total_seconds()) // 60
    length = Button(turn.texts.plain("session.minutes", minutes=minutes), pack("length", made.id))
    undo = Button(turn.texts.plain("button.undo"), pack("unplan", made.id))
    ask = (Button(turn.texts.plain("button.now"), pack("ask_now", made.id)),) if over else ()
    return text, ((*ask, length, undo),)


async def _when_asked(turn: Turn, made: Appointment) -> Html:
    if turn.wishes.paused(turn.now):
        return turn.texts("session.paused")
    checkin = await checkins.for_appointment(turn.session, made.id)
    if checkin is None or checkin.state != "waiting":
        return Html("")
    key = "ask_evening" if checkin.slot.startswith("evening") else "ask_at"
    return turn.texts(f"session.{key}", when=clock(turn, checkin.due_at))


async def ask_now(turn: Turn) -> Effects:
    """[Now]: asked for, so it waits for nothing."""
    made = await appointments.own(turn.session, turn.me.id, turn.press.id())
    if made is None or await appointments.was_asked_about(turn.session, made.id):
        return gone(turn)
    if made.status == "planned":
        made.status = "held"
    checkin = await checkins.bring_forward(turn.session, turn.me, made, turn.now)
    name = await turn.client(made.client_id) if made.client_id else turn.texts.plain("question.session")
    said = turn.texts("session.echo_asked", name=name)
    return [Edit(turn.message_id, said), *await asking.put_next(turn, checkin)]


async def length(turn: Turn) -> Effects:
    """[50 min]: how long was it?"""
    made = await appointments.own(turn.session, turn.me.id, turn.press.id())
    if made is None:
        return gone(turn)
    text, _ = await echo(turn, made)
    buttons = [
        Button(turn.texts.plain("session.minutes", minutes=minutes), pack("length_as", made.id, minutes))
        for minutes in LENGTHS
    ]
    return [Edit(turn.message_id, text, in_rows(buttons, 3))]


async def length_as(turn: Turn) -> Effects:
    """A planned session ends later or sooner; of one that is over, only the start moves."""
    made, minutes = await appointments.own(turn.session, turn.me.id, turn.press.id()), turn.press.id(1)
    if made is None or minutes not in LENGTHS:
        return gone(turn)
    if made.ends_at <= turn.now:
        made.starts_at = made.ends_at - timedelta(minutes=minutes)
    else:
        made.ends_at = made.starts_at + timedelta(minutes=minutes)
        checkin = await checkins.for_appointment(turn.session, made.id)
        if checkin is not None and checkin.state == "waiting" and checkin.slot == f"a{made.id}":
            checkin.due_at = checkin.wake_at = made.ends_at + turn.wishes.delay
    return [Edit(turn.message_id, *await echo(turn, made))]


async def unplan(turn: Turn) -> Effects:
    """[Undo]: it was a slip. Once a question about it was put, there is something to lose, so it stays."""
    made = await appointments.own(turn.session, turn.me.id, turn.press.id())
    if made is None or await appointments.was_asked_about(turn.session, made.id):
        return gone(turn)
    await appointments.forget(turn.session, made)
    return [Edit(turn.message_id, turn.texts("session.undone"))]


async def read(turn: Turn, text: str) -> Plan | None:
    """What a line says, if it says all about one session."""
    known = {code.casefold() for code in (await turn.codes.all()).values()}
    return read_plan(text, local(turn.now, turn.zone).replace(tzinfo=None), known)


async def from_line(turn: Turn, plan: Plan) -> Effects:
    """A session told in one line, `Oak 14:30`. Echoed, with [Undo]."""
    client = await turn.codes.find_or_make(plan.code, turn.now) if plan.code else None
    usual = await appointments.usual_length(turn.session, turn.me.id, client.id if client else None)
    span = timedelta(minutes=plan.minutes) if plan.minutes else usual
    if plan.starts is None:
        starts_at = turn.now - span
    else:
        starts_at = at_local(local(turn.now, turn.zone).date(), plan.starts, turn.zone)
    over = starts_at + span <= turn.now
    made, new = await appointments.record(
        turn.session, turn.me.id, origin=f"m{turn.message_id}", client_id=client.id if client else None,
        starts_at=starts_at, ends_at=starts_at + span, zone=turn.zone,
        status="held" if over else "planned", now=turn.now,
    )  # fmt: skip
    if new:
        await checkins.plan_after(turn.session, turn.me, made, turn.now, told_now=over)
    return [Say(*await echo(turn, made))]


def _minute(moment: datetime) -> int:
    return int(moment.timestamp()) // 60


def _moment(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


FEATURE = Feature(
    name="session",
    commands={"session": session},
    presses={
        "when": when, "at": at, "whom": whom, "whom_new": whom_new, "word": word, "ask_now": ask_now,
        "length": length, "length_as": length_as, "unplan": unplan,
    },
    typed={"finished": finished, "time_ended": time_ended, "time_starts": time_starts, "code": code_typed},
)  # fmt: skip
