"""Putting questions: chooses the next one when it is put, and closes a check-in that has no more."""

from __future__ import annotations

from db import appointments, checkins, clients, focuses, messages, prepared, rows
from db.models import Appointment, AskedQuestion, CheckIn
from handlers import bubble, echoes, wordings
from handlers.bubble import FIRST_SLOT as FIRST_SLOT
from handlers.context import Turn
from handlers.effects import Button, Effects, Ref, Say
from handlers.keyboards import pack
from prompts.questions.model import CLIENT
from prompts.questions.prepared import PREPARED, come_back
from prompts.questions.rotation import begin, choose, finish, wanted_kinds
from prompts.schedule.say import say_clock, say_weekday
from prompts.texts import Html

ENDING = "ending:"  # the slot of a last look back on a client


async def put_next(
    turn: Turn, checkin: CheckIn, *, lead: Html | None = None, unasked: bool = False
) -> Effects:
    """Put the next question of a check-in, or close it. Claims the check-in: the send is under way."""
    put = await checkins.put_in(turn.session, checkin.id)
    if put and put[-1].state == "open":
        return []
    about, more = await _next_subject(turn, checkin, put)
    if not more:
        return await close(turn, checkin)
    asked = await _choose(turn, checkin, about, len(put))
    await checkins.claim(turn.session, checkin, turn.now)
    text, rows = await bubble.draw(turn, await bubble.load(turn, asked, fresh=True), lead=lead)
    told = await echoes.at_rest(turn, [about] if about is not None else [])
    return [Say(text, rows, ref=Ref("asked", asked.id), unasked=unasked), *told]


async def put_again(
    turn: Turn, checkin: CheckIn, asked: AskedQuestion, lead: Html | None, *, chosen: bool = False
) -> Effects:
    """Bring an open question once more, in a new message; what showed it before goes.

    `chosen`: at a time of the therapist's choice.
    """
    old = await messages.showing(turn.session, turn.me.id, "asked", asked.id)
    asked.message_id = None
    await wordings.anew(turn, asked)
    await checkins.claim(turn.session, checkin, turn.now)
    text, rows = await bubble.draw(turn, await bubble.load(turn, asked), lead=lead)
    ref = Ref("asked", asked.id)
    return [Say(text, rows, ref=ref, unasked=True, chosen=chosen, replaces=tuple(old))]


async def onward(turn: Turn, asked: AskedQuestion, checkin: CheckIn, *, was_open: bool) -> Effects:
    """After an answer or a skip: the next question, or the end; the bubble shows what is stored.

    A late answer brings nothing more, but for an evening begun late; nor does one in a check-in done.
    """
    if checkin.state == "snoozed":
        checkin.state = "open"
    following: Effects = []
    if was_open and goes_on(checkin):
        # One about a single session ends with its last question; an evening ends with its last session.
        ends = checkin.slot.startswith("a") and asked.position + 1 >= checkin.total
        following = await (close if ends else put_next)(turn, checkin)
    elif not was_open:
        following = await kept_back(turn, asked)
    return [*await bubble.redraw(turn, asked), *following]


def goes_on(checkin: CheckIn) -> bool:
    """Whether an answer brings the next question: while the window is open, and in an evening begun late."""
    return checkin.state == "open" or (checkin.state == "lapsed" and checkin.message_id is not None)


async def hold(turn: Turn, checkin: CheckIn) -> bool:
    """After an answer the next question waits to be asked for. False: there is none, and that is all."""
    if checkin.state == "snoozed":
        checkin.state = "open"
    if not goes_on(checkin):
        return False
    put = await checkins.put_in(turn.session, checkin.id)
    if put and put[-1].state == "open":
        return False
    _, more = await _next_subject(turn, checkin, put)
    if not more:
        await checkins.end(turn.session, checkin)
    return more


async def held(turn: Turn, asked: AskedQuestion) -> None:
    """A planned session that is answered about took place."""
    appointment = await appointments.own(turn.session, turn.me.id, asked.appointment_id)
    if appointment is not None:
        await appointments.took_place(turn.session, appointment, turn.now)


async def close(turn: Turn, checkin: CheckIn) -> Effects:
    """No more questions: the check-in is done. Afterwards, once each: the menu, and the digest's hour."""
    if checkin.state in ("done", "lapsed"):
        return []
    await checkins.end(turn.session, checkin)
    if checkin.slot == FIRST_SLOT:
        return [_ready(turn)]
    if turn.me.digest_asked or checkin.kind != "after":
        return []
    put = await checkins.put_in(turn.session, checkin.id)
    if all(asked.state != "answered" for asked in put):  # after a no-show it would come out of the blue
        return []
    turn.me.digest_asked = True
    return [digest_hour(turn)]


def _ready(turn: Turn) -> Say:
    return Say(turn.texts("start.ready"), menu=True)


async def kept_back(turn: Turn, asked: AskedQuestion) -> Effects:
    """The last message of the first minute, for a press that comes again: it has the keyboard, and a death
    between commit and message kept it back if nothing of ours stands below the first question."""
    checkin = await turn.session.get_one(CheckIn, asked.checkin_id)
    if checkin.slot != FIRST_SLOT or checkin.state != "done" or asked.message_id is None:
        return []
    came = await messages.any_sent_after(turn.session, turn.me, asked.message_id)
    return [] if came else [_ready(turn)]


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
    if checkin.slot == FIRST_SLOT:
        chosen = begin(turn.bank, seed=me.seed)
    elif about is not None and await _comes_back(turn, checkin, about, position):
        chosen = come_back(turn.bank, turn.texts)
    elif checkin.slot.startswith(ENDING):
        chosen = finish(turn.bank, turn.texts.plain("ending.question", client=CLIENT))
    else:
        # A pulse is about one client; the day as a whole gets words and choices.
        numbers = "never" if checkin.kind == "spontaneous" and checkin.client_id is None else me.numbers
        kinds = wanted_kinds(
            history, checkin=checkin.id, position=position, total=checkin.total, numbers=numbers
        )
        chosen = choose(
            turn.bank, history, seed=me.seed, kinds=kinds, muted=frozenset(me.muted), checkin=checkin.id,
            focus=await focuses.at(turn.session, me.id, turn.now),
        )  # fmt: skip
    asked = checkins.question_row(checkin, about, chosen, position, me.locale, turn.now)
    await wordings.first(turn, asked, checkin, chosen.wording)
    await rows.add(turn.session, asked)
    if asked.question == PREPARED:
        await prepared.came_back(turn.session, asked)
    return asked


async def _comes_back(turn: Turn, checkin: CheckIn, about: Appointment, position: int) -> bool:
    """What was prepared is asked after with the last question about a session."""
    last = not checkin.slot.startswith("a") or position + 1 >= checkin.total
    return last and await prepared.unasked(turn.session, about.id)


async def _next_subject(
    turn: Turn, checkin: CheckIn, put: list[checkins.Put]
) -> tuple[Appointment | None, bool]:
    """Which appointment the next question is about, and whether there is a next question at all.

    Alone, an appointment has the check-in's questions to itself; from an evening's offer each has one.
    """
    if checkin.kind != "after":
        about = await clients.own(turn.session, turn.me.id, checkin.client_id)
        return None, len(put) < checkin.total and not clients.is_quiet(about)
    sessions = await checkins.subjects(turn.session, checkin)
    if len(sessions) == 1 and all(question.appointment_id == sessions[0].id for question in put):
        return sessions[0], len(put) < checkin.total
    done = {question.appointment_id for question in put}
    rest = [one for one in sessions if one.id not in done]
    return (rest[0], True) if rest else (None, False)
