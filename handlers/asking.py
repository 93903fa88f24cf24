"""Putting questions: chooses the next one when it is put, and closes a check-in that has no more."""

from __future__ import annotations

from db import checkins, focuses, messages
from db.models import Appointment, AskedQuestion, CheckIn
from handlers import bubble
from handlers.context import Turn
from handlers.effects import Button, Effects, Ref, Rows, Say
from handlers.keyboards import in_rows, pack
from prompts.questions.kinds import CHOOSE
from prompts.questions.rotation import choose, wanted_kinds
from prompts.schedule.say import say_clock, say_weekday
from prompts.texts import Html, capitalise

FIRST_SLOT = "first"  # the first question of all: choose one, no scale


async def put_next(
    turn: Turn, checkin: CheckIn, *, lead: Html | None = None, unasked: bool = False
) -> Effects:
    """Put the next question of a check-in, or close it. Claims the check-in: the send is under way."""
    put = await checkins.questions_of(turn.session, checkin.id)
    if any(question.state == "open" for question in put):
        return []
    about, more = await _next_subject(turn, checkin, put)
    if not more:
        return await close(turn, checkin)
    asked = await _choose(turn, checkin, about, len(put))
    if checkin.state != "lapsed":
        checkin.state = "open"
    checkins.lease(checkin, turn.now)
    text, rows = await bubble.draw(turn, await bubble.load(turn, asked), lead=lead)
    return [Say(text, rows, ref=Ref("asked", asked.id), unasked=unasked)]


async def put_again(turn: Turn, checkin: CheckIn, asked: AskedQuestion, lead: Html | None) -> Effects:
    """Bring an open question once more, in a new message; what showed it before goes."""
    old = await messages.showing(turn.session, turn.me.id, "asked", asked.id)
    asked.message_id = None
    checkin.state = "open"
    checkins.lease(checkin, turn.now)
    text, rows = await bubble.draw(turn, await bubble.load(turn, asked), lead=lead)
    return [Say(text, rows, ref=Ref("asked", asked.id), unasked=True, replaces=tuple(old))]


async def offer(turn: Turn, checkin: CheckIn, *, lead: Html | None = None) -> Effects:
    """Several sessions: ask whether, one question each."""
    old = await messages.showing(turn.session, turn.me.id, "offer", checkin.id)
    checkin.state, checkin.message_id = "offered", None
    checkins.lease(checkin, turn.now)
    text, rows = await draw_offer(turn, checkin, lead=lead)
    return [Say(text, rows, ref=Ref("offer", checkin.id), unasked=True, replaces=tuple(old))]


async def draw_offer(turn: Turn, checkin: CheckIn, *, lead: Html | None = None) -> tuple[Html, Rows]:
    """`Three today: Oak, River, Fern. One question each?` with its buttons."""
    sessions = await checkins.subjects(turn.session, checkin)
    names = [await _name(turn, one) for one in sessions]
    text = turn.texts(
        "offer.text", count=len(sessions), number=_number(turn, len(sessions)), names=", ".join(names)
    )
    buttons = [Button(turn.texts.plain("offer.yes"), pack("offer", checkin.id, "all"))]
    buttons += [
        Button(turn.texts.plain("offer.only", name=name), pack("offer", checkin.id, "only", one.id))
        for one, name in zip(sessions, names, strict=True)
    ]
    buttons.append(Button(turn.texts.plain("offer.none"), pack("offer", checkin.id, "none")))
    return (Html(f"{lead}\n{text}") if lead else text), in_rows(buttons, 2)


async def close(turn: Turn, checkin: CheckIn) -> Effects:
    """No more questions: the check-in is done. Afterwards, once each: the menu, and the digest's hour."""
    if checkin.state in ("done", "lapsed"):
        return []
    checkin.state, checkin.wake_at, checkin.lease_until = "done", None, None
    if checkin.slot == FIRST_SLOT:
        return [Say(turn.texts("start.ready"), menu=True)]
    if not turn.me.digest_asked and checkin.kind == "after":
        turn.me.digest_asked = True
        return [digest_hour(turn)]
    return []


def digest_hour(turn: Turn) -> Say:
    """When shall the week come? Asked once."""
    day = say_weekday(turn.me.digest_weekday, turn.texts, full=True)
    when = turn.texts.plain("digest_hour.keep", day=day, time=say_clock(turn.me.digest_time))
    buttons = (
        Button(when, pack("week_keep")),
        Button(turn.texts.plain("digest_hour.other"), pack("set", "digest")),
    )
    return Say(turn.texts("digest_hour.text"), (buttons,))


async def _choose(turn: Turn, checkin: CheckIn, about: Appointment | None, position: int) -> AskedQuestion:
    me, history = turn.me, await checkins.history(turn.session, turn.me.id)
    kinds = frozenset({CHOOSE})
    if checkin.slot != FIRST_SLOT:
        kinds = wanted_kinds(
            history, checkin=checkin.id, position=position, total=checkin.total, numbers=me.numbers
        )
    focus = await focuses.at(turn.session, me.id, turn.now)
    chosen = choose(turn.bank, history, seed=me.seed, kinds=kinds, focus=focus, muted=frozenset(me.muted))
    asked = checkins.question_row(checkin, about, chosen, position, me.locale, turn.now)
    code = await turn.client(asked.client_id)
    asked.shown_sealed = await turn.sealed.put(
        chosen.wording.said(code), client_id=asked.client_id,
        table="asked_questions", row=asked.id, column="shown_sealed",
    )  # fmt: skip
    turn.session.add(asked)
    await turn.session.flush()
    return asked


async def _next_subject(
    turn: Turn, checkin: CheckIn, put: list[AskedQuestion]
) -> tuple[Appointment | None, bool]:
    """Which appointment the next question is about, and whether there is a next question at all."""
    if checkin.kind != "after":
        return None, len(put) < checkin.total
    sessions = await checkins.subjects(turn.session, checkin)
    if not put:
        several = len(sessions) > 1
        checkin.total = len(sessions) if several else checkin.total
    if len(sessions) == 1 and all(q.appointment_id == sessions[0].id for q in put):
        return sessions[0], len(put) < checkin.total
    done = {question.appointment_id for question in put}
    rest = [one for one in sessions if one.id not in done]
    return (rest[0], True) if rest else (None, False)


async def _name(turn: Turn, appointment: Appointment) -> str:
    if appointment.client_id is not None:
        return await turn.client(appointment.client_id)
    return bubble.clock(turn, appointment.starts_at)


def _number(turn: Turn, count: int) -> str:
    key = f"number.{count}"
    return capitalise(turn.texts.plain(key) if key in turn.texts else str(count))
