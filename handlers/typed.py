"""Typed text: whose it is, in the order of precedence of the design."""

from __future__ import annotations

from datetime import timedelta

from db import answers, checkins, messages, therapists
from db.answers import Source
from db.models import AskedQuestion, CheckIn
from handlers import appointments, lines
from handlers.checkin import gone, held, onward
from handlers.context import Feature, Turn, TurnHandler
from handlers.effects import Button, Edit, Effects, React, Ref, Say
from handlers.keyboards import pack
from handlers.lines import kept_as, tell_once, written
from prompts.questions.kinds import KINDS, NotAnAnswer

FRESH = timedelta(minutes=30)  # how long an open text question takes what is typed
WORDS = frozenset(name for name, kind in KINDS.items() if kind.takes_text)


def receiver(waits: dict[str, TurnHandler]) -> TurnHandler:
    """The one handler of typed text; `waits` are the features' own, by what `expects` names."""

    async def receive(turn: Turn) -> Effects:
        line = written(turn)
        if turn.me.zone is None:  # still in the first minute
            return await waits["zone"](turn)
        for name in ("finished", "today"):  # the persistent keyboard types its labels
            if line.text == turn.texts.plain(f"menu.{name}"):
                return await waits[name](turn)
        if line.reply_to is not None and (answered := await _reply(turn, line.reply_to)) is not None:
            return answered
        expected = await therapists.expected(turn.session, turn.me.id, turn.now)
        if expected is not None and expected.what in waits:
            return await waits[expected.what](turn)
        return await _unprompted(turn, line.text)

    return receive


async def _unprompted(turn: Turn, text: str) -> Effects:
    """Nothing said what the text is for: the open text question, a plan, or a line of its own."""
    question = await checkins.open_text_question(turn.session, turn.me.id, WORDS, turn.now - FRESH)
    plan = await appointments.read(turn, text)
    if question is not None and plan is not None:
        return await _plan_or_answer(turn, question)
    if question is not None:
        return await _answer(turn, question, text, Source(written(turn).message_id))
    return await appointments.from_line(turn, plan) if plan is not None else await lines.keep(turn)


async def _reply(turn: Turn, message_id: int) -> Effects | None:
    """A reply belongs to the question it replies to; words under a tapped question are a line added to it."""
    message = await messages.find(turn.session, turn.me, message_id)
    if message is None or message.refers != "asked" or message.refers_id is None:
        return None
    asked = await checkins.own_question(turn.session, turn.me.id, message.refers_id)
    if asked is None:
        return None
    if asked.kind in WORDS and asked.state in ("open", "lapsed"):
        line = written(turn)
        return await _answer(turn, asked, line.text, Source(line.message_id, line.edited_at))
    return await lines.add_to(turn, asked)


async def _answer(turn: Turn, asked: AskedQuestion, text: str, source: Source) -> Effects:
    """Keep the text as this question's answer."""
    question = turn.bank.questions.get(asked.question)
    try:
        value = KINDS[asked.kind].parse(question, text) if question else None
    except NotAnAnswer:
        value = None
    if value is None:
        return await lines.keep(turn) if turn.typed else gone(turn)
    checkin = await turn.session.get_one(CheckIn, asked.checkin_id)
    late = checkins.is_late(checkin, turn.now)
    answer = await answers.record(turn.session, turn.sealed, asked, value, turn.now, late=late, source=source)
    await kept_as(turn, source.message_id, "answer", answer.id)
    await held(turn, asked)
    effects = await onward(turn, asked, checkin, was_open=True)
    return [React(source.message_id), *tell_once(turn, effects)]


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
    """It was the answer."""
    note = await answers.own_note(turn.session, turn.me.id, turn.press.id(0))
    asked = await checkins.own_question(turn.session, turn.me.id, turn.press.id(1))
    if note is None or asked is None or asked.state != "open":
        return gone(turn)
    text, source = await answers.note_text(turn.sealed, note), Source(note.source_message_id)
    await answers.forget_note(turn.session, note)
    chosen = Edit(turn.message_id, turn.texts("plan.was_answer"))
    return [chosen, *await _answer(turn, asked, text, source)]


async def as_plan(turn: Turn) -> Effects:
    """It was a plan."""
    note = await answers.own_note(turn.session, turn.me.id, turn.press.id(0))
    plan = await appointments.read(turn, await answers.note_text(turn.sealed, note)) if note else None
    if note is None or plan is None:
        return gone(turn)
    await answers.forget_note(turn.session, note)
    return [Edit(turn.message_id, turn.texts("plan.was_session")), *await appointments.from_line(turn, plan)]


FEATURE = Feature(name="typed", presses={"as_answer": as_answer, "as_plan": as_plan})
