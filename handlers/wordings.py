"""The words a question is put in: they fit the day of its session, also where it is put on another one."""

from __future__ import annotations

from db import appointments, prepared
from db.models import AskedQuestion, CheckIn
from handlers.bubble import FIRST_SLOT, words_of
from handlers.context import Turn
from prompts.digest.lines import cut, fold
from prompts.questions.days import day_of
from prompts.questions.model import LAST_TIME, Day, Wording
from prompts.questions.prepared import PREPARED


async def first(turn: Turn, asked: AskedQuestion, checkin: CheckIn, wording: Wording) -> None:
    """A question is about to be put: what will be shown is sealed."""
    await _seal(turn, asked, await _said(turn, asked, checkin, wording))


async def anew(turn: Turn, asked: AskedQuestion) -> None:
    """An open question is put now, once more. One that the bank has dropped keeps its words."""
    asked.put_at = turn.now
    question = turn.question(asked.question)
    for wording in question.wordings if question else ():
        if wording.slug == asked.wording:
            checkin = await turn.session.get_one(CheckIn, asked.checkin_id)
            said = await _said(turn, asked, checkin, wording)
            if said != await words_of(turn, asked):
                await _seal(turn, asked, said)


async def _said(turn: Turn, asked: AskedQuestion, checkin: CheckIn, wording: Wording) -> str:
    said = wording.said(await turn.client(asked.client_id), await _day(turn, asked, checkin))
    if asked.question != PREPARED:
        return said
    lines = await prepared.lines(turn.session, turn.sealed, asked.appointment_id)
    return "\n".join([said, *(cut(fold(line)) for line in lines)])


async def _seal(turn: Turn, asked: AskedQuestion, said: str) -> None:
    asked.shown_sealed = await turn.sealed.put(
        said, client_id=asked.client_id, table="asked_questions", row=asked.id, column="shown_sealed"
    )


async def _day(turn: Turn, asked: AskedQuestion, checkin: CheckIn) -> Day:
    """Above a question stands when its session was, or which day it is about; of a client alone, neither."""
    if checkin.slot == FIRST_SLOT:
        return LAST_TIME
    if asked.appointment_id is None and asked.client_id is not None:
        last = await appointments.last_over(turn.session, turn.me.id, asked.client_id, turn.now)
        return day_of(last, turn.now, turn.zone, named=False)
    about = await appointments.own(turn.session, turn.me.id, asked.appointment_id)
    return day_of(about.ends_at if about else checkin.due_at, turn.now, turn.zone, named=True)
