"""A check-in as it is answered: every button under a question, and `/checkin`."""

from __future__ import annotations

from datetime import datetime, timedelta

from db import answers, appointments, checkins, messages, therapists
from db.models import AskedQuestion, CheckIn
from handlers import asking
from handlers.bubble import button, redraw
from handlers.context import Feature, Turn
from handlers.effects import Button, Edit, Effects, Say, Toast
from handlers.keyboards import in_rows, pack
from prompts.questions.kinds import KINDS, NotAnAnswer
from prompts.schedule.checkins import snooze_choices

RAN_OVER = timedelta(minutes=10)  # [Still in session] looks again this much later, and the delay


async def answer(turn: Turn) -> Effects:
    """A tap on an answer stores it at once."""
    asked = await pressed(turn)
    if asked is None or asked.state in ("lapsed", "dropped"):
        return gone(turn)
    question = turn.bank.questions.get(asked.question)
    try:
        value = KINDS[asked.kind].parse(question, turn.press.word(1)) if question else None
    except NotAnAnswer:
        value = None
    if value is None:
        return gone(turn)
    checkin = await _checkin(turn, asked)
    was_open = asked.state == "open"
    late = checkins.is_late(checkin, turn.now)
    await answers.record(turn.session, turn.sealed, asked, value, turn.now, late=late)
    await held(turn, asked)
    return await onward(turn, asked, checkin, was_open=was_open)


async def onward(turn: Turn, asked: AskedQuestion, checkin: CheckIn, *, was_open: bool) -> Effects:
    """After an answer or a skip: the next question, or the end; the bubble shows what is stored."""
    if checkin.state == "snoozed":
        checkin.state = "open"
    following: Effects = []
    if was_open and (checkin.state != "lapsed" or checkin.message_id is not None):
        following = await asking.put_next(turn, checkin)
    return [*await redraw(turn, asked), *following]


async def held(turn: Turn, asked: AskedQuestion) -> None:
    """A planned session that is answered about took place."""
    appointment = await appointments.own(turn.session, turn.me.id, asked.appointment_id)
    if appointment is not None and appointment.status == "planned":
        appointment.status = "held"


async def skip(turn: Turn) -> Effects:
    asked = await pressed(turn)
    if asked is None or asked.state != "open":
        return gone(turn)
    asked.state = "skipped"
    return await onward(turn, asked, await _checkin(turn, asked), was_open=True)


async def skip_all(turn: Turn) -> Effects:
    asked = await pressed(turn)
    if asked is None or asked.state != "open":
        return gone(turn)
    asked.state = "skipped"
    checkin = await _checkin(turn, asked)
    closing = await asking.close(turn, checkin)
    return [*await redraw(turn, asked), *closing]


async def later(turn: Turn) -> Effects:
    """[Later]: when, never past the window."""
    asked = await pressed(turn)
    if asked is None or asked.state != "open":
        return gone(turn)
    checkin = await _checkin(turn, asked)
    choices = snooze_choices(checkin.sent_at or turn.now, turn.wishes, turn.now)
    buttons = [Button(turn.texts.plain(f"snooze.{slug}"), pack("snooze", asked.id, slug)) for slug in choices]
    return await redraw(turn, asked, rows=(*in_rows(buttons, 3), (button(turn, "back", asked.id),)))


async def snooze(turn: Turn) -> Effects:
    asked = await pressed(turn)
    if asked is None or asked.state != "open":
        return gone(turn)
    checkin = await _checkin(turn, asked)
    at = snooze_choices(checkin.sent_at or turn.now, turn.wishes, turn.now).get(turn.press.word(1))
    if at is None:
        return await redraw(turn, asked)
    _put_off(turn, checkin, at)
    return await redraw(turn, asked)


async def now(turn: Turn) -> Effects:
    """[Now] under a question that was put off."""
    asked = await pressed(turn)
    if asked is None or asked.state != "open":
        return gone(turn)
    checkin = await _checkin(turn, asked)
    if checkin.state == "snoozed":
        checkin.state = "open"
        await checkins.sent(turn.session, checkin, turn.me, turn.now)
    return await redraw(turn, asked)


async def why(turn: Turn) -> Effects:
    """[Why this?]: in plain words, in a box, so that the chat stays as it is."""
    asked = await pressed(turn)
    if asked is None:
        return gone(turn)
    figures = dict(asked.reason.get("figures", {}))
    title = turn.texts.plain(f"suggestion.{asked.suggestion}.title")
    return [Toast(turn.texts.plain(f"why.{asked.reason['code']}", suggestion=title, **figures), box=True)]


async def change(turn: Turn) -> Effects:
    """[Change] opens an answer again; a skipped question simply opens."""
    asked = await pressed(turn)
    if asked is None or asked.state not in ("answered", "skipped"):
        return gone(turn)
    if asked.state == "skipped":
        asked.state = "open"
    return await redraw(turn, asked, "changing")


async def back(turn: Turn) -> Effects:
    asked = await pressed(turn)
    if asked is None:
        return gone(turn)
    await therapists.expect_nothing(turn.session, turn.me.id)
    return await redraw(turn, asked)


async def anyway(turn: Turn) -> Effects:
    """[Answer anyway] under a question whose window is over."""
    asked = await pressed(turn)
    if asked is None or asked.state != "lapsed":
        return gone(turn)
    asked.state = "open"
    return await redraw(turn, asked)


async def still(turn: Turn) -> Effects:
    """[Still in session]: the session runs on, and the question comes again."""
    asked = await pressed(turn)
    appointment = await appointments.own(turn.session, turn.me.id, asked.appointment_id) if asked else None
    if asked is None or asked.state != "open" or appointment is None:
        return gone(turn)
    checkin = await _checkin(turn, asked)
    appointment.ends_at = max(appointment.ends_at, turn.now) + RAN_OVER
    _put_off(turn, checkin, appointment.ends_at + turn.wishes.delay)
    return await redraw(turn, asked)


async def didnt(turn: Turn) -> Effects:
    """[Didn't happen]: a no-show, or cancelled?"""
    asked = await pressed(turn)
    if asked is None or asked.state != "open" or asked.appointment_id is None:
        return gone(turn)
    names = [
        Button(turn.texts.plain(f"button.{how}"), pack("didnt_as", asked.id, how))
        for how in ("no_show", "cancelled")
    ]
    return await redraw(turn, asked, rows=(tuple(names), (button(turn, "back", asked.id),)))


async def didnt_as(turn: Turn) -> Effects:
    """It did not take place: no pulse, no further question about it."""
    asked = await pressed(turn)
    appointment = await appointments.own(turn.session, turn.me.id, asked.appointment_id) if asked else None
    how = turn.press.word(1)
    if asked is None or asked.state != "open" or appointment is None or how not in ("no_show", "cancelled"):
        return gone(turn)
    appointment.status, asked.state = how, "dropped"
    return await onward(turn, asked, await _checkin(turn, asked), was_open=True)


async def happened(turn: Turn) -> Effects:
    """Undo of the above."""
    asked = await pressed(turn)
    appointment = await appointments.own(turn.session, turn.me.id, asked.appointment_id) if asked else None
    if asked is None or asked.state != "dropped" or appointment is None:
        return gone(turn)
    appointment.status, asked.state = "planned", "open"
    return await redraw(turn, asked)


async def line(turn: Turn) -> Effects:
    """[Add a line]: the next message goes with this question."""
    asked = await pressed(turn)
    if asked is None:
        return gone(turn)
    await therapists.expect(
        turn.session, turn.me.id, "line", turn.now, message_id=asked.message_id, payload={"asked": asked.id}
    )
    tail = turn.texts("line.write", whose=await whose(turn, asked.client_id))
    return await redraw(turn, asked, tail=tail, rows=((button(turn, "back", asked.id),),))


async def offered(turn: Turn) -> Effects:
    """[Yes] [Only Oak] [Not today] under an offer; after the window, late."""
    checkin = await checkins.own(turn.session, turn.me.id, turn.press.id())
    if checkin is None or checkin.state not in ("offered", "lapsed") or turn.message_id == 0:
        return gone(turn)
    if await checkins.questions_of(turn.session, checkin.id):
        return gone(turn)
    checkin.message_id = turn.message_id
    match turn.press.word(1):
        case "none":
            checkin.state, checkin.wake_at = "done", None
            return [Edit(turn.message_id, turn.texts("offer.declined"))]
        case "only":
            await checkins.want_only(turn.session, checkin, turn.press.id(2))
    text, _ = await asking.draw_offer(turn, checkin)
    return [Edit(turn.message_id, text), *await asking.put_next(turn, checkin)]


async def whose(turn: Turn, client_id: int | None) -> str:
    """The code a line goes with, or the word for none."""
    return await turn.client(client_id) if client_id else turn.texts.plain("line.general")


async def pressed(turn: Turn) -> AskedQuestion | None:
    """The therapist's own question behind this button; None for somebody else's, an erased or a replaced one.

    A copy that Telegram delivered but never told us about (a crash between sending and recording) is taken
    for the question itself.
    """
    asked = await checkins.own_question(turn.session, turn.me.id, turn.press.id())
    if asked is None or asked.message_id == turn.message_id:
        return asked
    if await messages.find(turn.session, turn.me, turn.message_id) is not None:
        return None
    await messages.note(
        turn.session, turn.me, turn.message_id, turn.now, incoming=False, refers="asked", refers_id=asked.id
    )
    asked.message_id = turn.message_id
    return asked


def gone(turn: Turn) -> Effects:
    """Nothing is changed and nothing is shown."""
    return [Toast(turn.texts.plain("press.gone"))]


def _put_off(turn: Turn, checkin: CheckIn, at: datetime) -> None:
    """Chosen, so it wins over quiet hours, and its coming back is the reminder."""
    checkin.state, checkin.wake_at, checkin.ignores_quiet = "snoozed", at, True
    checkin.reminded_at = turn.now


async def _checkin(turn: Turn, asked: AskedQuestion) -> CheckIn:
    return await turn.session.get_one(CheckIn, asked.checkin_id)


async def spontaneous(turn: Turn) -> Effects:
    """/checkin: one now, about a client or the day."""
    recent = await turn.codes.recent(6)
    if not recent:
        return await _begin(turn, None)
    buttons = [Button(code, pack("about", client_id)) for client_id, code in recent]
    day = Button(turn.texts.plain("checkin.the_day"), pack("about", 0))
    return [Say(turn.texts("checkin.about_whom"), (*in_rows(buttons, 3), (day,)))]


async def about(turn: Turn) -> Effects:
    """Whom the spontaneous check-in is about."""
    client = await turn.codes.own(turn.press.id() or None)
    if client is None and turn.press.id() != 0:
        return gone(turn)
    name = await turn.client(client.id) if client else turn.texts.plain("checkin.the_day")
    chosen = Edit(turn.message_id, turn.texts("checkin.chosen", name=name))
    return [chosen, *await _begin(turn, client.id if client else None)]


async def _begin(turn: Turn, client_id: int | None) -> Effects:
    checkin = await checkins.add(
        turn.session, turn.me, kind="spontaneous", slot=f"now:m{turn.message_id}", now=turn.now,
        due_at=turn.now, total=turn.me.questions, unasked=False, client_id=client_id,
    )  # fmt: skip
    return await asking.put_next(turn, checkin) if checkin.state == "waiting" else []


FEATURE = Feature(
    name="checkin",
    commands={"checkin": spontaneous},
    presses={
        "answer": answer, "skip": skip, "all": skip_all, "later": later, "snooze": snooze, "now": now,
        "why": why, "change": change, "back": back, "anyway": anyway, "still": still, "didnt": didnt,
        "didnt_as": didnt_as, "happened": happened, "line": line, "offer": offered, "about": about,
    },
)  # fmt: skip
