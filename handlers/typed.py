"""Typed text: whose it is, in the order of precedence of the design."""

from __future__ import annotations

from datetime import timedelta

from db import answers, checkins, messages, prepared, questions, therapists
from db import appointments as db_appointments
from db.answers import Source
from db.models import AskedQuestion, CheckIn
from handlers import (
    alarm,
    asking,
    before,
    contacts,
    continued,
    lines,
    plan_echo,
    plan_noted,
    plan_presses,
    plans,
    prepared_lines,
    session_echo,
)
from handlers.bubble import redraw
from handlers.checkin import gone, held, onward
from handlers.context import Feature, Turn, TurnHandler
from handlers.effects import Button, Edit, Effects, React, Ref, Say
from handlers.keyboards import pack
from handlers.lines import kept_as, tell_once, written
from handlers.plan_state import Line, of_note, read, says_it_all, state_of
from prompts.questions.kinds import KINDS, NotAnAnswer, Value
from prompts.schedule.planning import Reading

FRESH = timedelta(minutes=30)  # how long an open text question takes what is typed
LINES = frozenset(
    {"line", "contacts", "hard_line", before.WAITS}
)  # what may be awaited and is kept as it was typed
NO_PLAN = Reading()
WORDS = frozenset(name for name, kind in KINDS.items() if kind.takes_text)


def receiver(waits: dict[str, TurnHandler]) -> TurnHandler:
    """The one handler of typed text; `waits` are the features' own, by what `expects` names."""

    async def receive(turn: Turn) -> Effects:
        line = written(turn)
        alarming = alarm.sounds(turn, line.text)  # then it is a line, whatever the bot was waiting for
        if turn.me.zone is None and not alarming:  # still in the first minute
            return await waits["zone"](turn)
        for name in ("finished", "today"):  # the persistent keyboard types its labels
            if line.text == turn.texts.plain(f"menu.{name}"):
                return await waits[name](turn)
        waits_for_rhythm = turn.me.rhythm is None and not alarming
        if turn.again and ((again := await _shown_again(turn)) or not waits_for_rhythm):
            return again
        if waits_for_rhythm:
            return await waits["rhythm"](turn)
        if (begun := await continued.begun(turn)) is not None:
            return await continued.carry_on(turn, begun)
        if line.reply_to is not None and (answered := await _reply(turn, line.reply_to)) is not None:
            return answered
        expected = await therapists.expected(turn.session, turn.me.id, turn.now)
        if expected is not None and expected.what in waits and not (alarming and expected.what not in LINES):
            return await waits[expected.what](turn)
        return await _unprompted(turn, line.text, alarming=alarming)

    return receive


async def _shown_again(turn: Turn) -> Effects:
    """Telegram brings a message that was handled: nothing is stored twice, what it became is shown again."""
    message = await messages.find(turn.session, turn.me, written(turn).message_id)
    what, row = (message.refers, message.refers_id or 0) if message is not None else (None, 0)
    if what == "answer" and (answer := await answers.own_answer(turn.session, turn.me.id, row)) is not None:
        asked = await turn.session.get_one(AskedQuestion, answer.asked_id)
        return [*await redraw(turn, asked), *await alarm.once(turn, asked, answer)]
    if what == "contacts":
        shown = await messages.showing(turn.session, turn.me.id, what, turn.me.id)
        return [] if shown else await contacts.show(turn)
    if what == "note" and (note := await answers.own_note(turn.session, turn.me.id, row)) is not None:
        shown = await messages.showing(turn.session, turn.me.id, "note", note.id)
        return [] if shown else [await lines.note_bubble(turn, note)]
    if what == "prepared" and (line := await prepared.own(turn.session, turn.me.id, row)) is not None:
        shown = await messages.showing(turn.session, turn.me.id, "prepared", line.id)
        return [] if shown else [await prepared_lines.bubble(turn, line)]
    if what == "plan" and (note := await plan_presses.waiting(turn, row)) is not None:
        if await plan_echo.shown(turn, row):
            return []
        return await plan_echo.say(turn, await state_of(turn, await of_note(turn, note)))
    if what == "planned":
        return await plan_noted.shown_again(turn, row)
    if what == "session" and (made := await db_appointments.own(turn.session, turn.me.id, row)) is not None:
        return [Say(*await session_echo.echo(turn, made), ref=Ref("session", made.id))]
    return []


async def _unprompted(turn: Turn, text: str, *, alarming: bool) -> Effects:
    """Nothing said what the text is for: the open text question, a plan, or a line of its own."""
    question = await questions.open_text_question(turn.session, turn.me.id, WORDS, turn.now - FRESH)
    line = Line(written(turn).message_id, turn.now, text)
    reading = NO_PLAN if alarming else (await read(turn, line))[0]
    if question is not None and says_it_all(reading):
        return await _plan_or_answer(turn, question)
    if question is not None:
        return await _answer(turn, question, text, Source(line.message_id))
    if reading != NO_PLAN:
        return await plans.take(turn, line)
    return await lines.keep(turn)


async def _reply(turn: Turn, message_id: int) -> Effects | None:
    """A reply belongs to the question it replies to; words under an answered one are a line added to it.

    A reply to a kept line, or to its bubble, is one more of the same. None: the reply says nothing.
    """
    message = await messages.find(turn.session, turn.me, message_id)
    what, row = (message.refers, message.refers_id or 0) if message is not None else (None, 0)
    if what == "note" and (note := await answers.own_note(turn.session, turn.me.id, row)) is not None:
        return await lines.add_beside(turn, note) if note.placed else None
    if what == "answer" and (answer := await answers.own_answer(turn.session, turn.me.id, row)) is not None:
        row = answer.asked_id
    elif what == "before":
        return await before.reply(turn, row)
    elif what != "asked":
        return None
    asked = await questions.own_question(turn.session, turn.me.id, row)
    if asked is None:
        return None
    if asked.kind in WORDS and asked.state in ("open", "lapsed", "skipped"):
        line = written(turn)
        return await _answer(turn, asked, line.text, Source(line.message_id))
    return await lines.add_to(turn, asked)


async def _answer(turn: Turn, asked: AskedQuestion, text: str, source: Source) -> Effects:
    """Keep the text as this question's answer, or if it cannot be one as a line with it."""
    value = _value(turn, asked, text)
    if value is None:
        return await lines.add_to(turn, asked)
    checkin = await turn.session.get_one(CheckIn, asked.checkin_id)
    late = checkins.is_late(checkin, turn.now)
    answer = await answers.record(turn.session, turn.sealed, asked, value, turn.now, late=late, source=source)
    await kept_as(turn, source.message_id, "answer", answer.id)
    await held(turn, asked)
    if alarm.sounds(turn, text):  # no further question presses on behind it
        more = await asking.hold(turn, checkin)
        return [*await redraw(turn, asked), alarm.under_answer(turn, asked, answer, more=more)]
    effects = await onward(turn, asked, checkin, was_open=True)
    return [React(source.message_id), *tell_once(turn, effects)]


def _value(turn: Turn, asked: AskedQuestion, text: str) -> Value | None:
    question = turn.question(asked.question)
    try:
        return KINDS[asked.kind].parse(question, text) if question else None
    except NotAnAnswer:
        return None


async def _plan_or_answer(turn: Turn, asked: AskedQuestion) -> Effects:
    """It reads as a plan while a question is open: kept as a line meanwhile, and asked."""
    line = written(turn)
    note = await answers.add_note(
        turn.session, turn.sealed, therapist_id=turn.me.id, text=line.text,
        source=Source(line.message_id), now=turn.now, placed=False,
    )  # fmt: skip
    await kept_as(turn, line.message_id, "note", note.id)
    buttons = (
        Button(turn.texts.plain("plan.answer"), pack("as_answer", note.id, asked.id)),
        Button(turn.texts.plain("plan.session"), pack("as_plan", note.id)),
    )
    return [Say(turn.texts("plan.which"), (buttons,), ref=Ref("note", note.id), reply_to=line.message_id)]


async def as_answer(turn: Turn) -> Effects:
    """It was the answer. If the question takes none any more, the line stays, and its owner is asked for."""
    note = await answers.own_note(turn.session, turn.me.id, turn.press.id(0))
    asked = await questions.own_question(turn.session, turn.me.id, turn.press.id(1))
    if note is None or asked is None:
        return gone(turn)
    text, source = await answers.note_text(turn.sealed, note), Source(note.source_message_id)
    if asked.state not in ("open", "lapsed") or _value(turn, asked, text) is None:
        return await lines.ask_whose(turn, note)
    await answers.forget_note(turn.session, note)
    chosen = Edit(turn.message_id, turn.texts("plan.was_answer"))
    return [chosen, *await _answer(turn, asked, text, source)]


async def as_plan(turn: Turn) -> Effects:
    """It was a plan, as seen from when it was written. If it is none any more, its owner is asked for."""
    note = await answers.own_note(turn.session, turn.me.id, turn.press.id(0))
    if note is None:
        return gone(turn)
    line = await of_note(turn, note)
    reading, _ = await read(turn, line)
    if reading == NO_PLAN:
        return await lines.ask_whose(turn, note)
    return await plans.take(turn, line, note=note)


FEATURE = Feature(name="typed", presses={"as_answer": as_answer, "as_plan": as_plan})
