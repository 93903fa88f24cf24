"""What else an answer does: it settles an intention, is one itself, or has one offered under it."""

from __future__ import annotations

from db import clients, intentions
from db.models import Answer, AskedQuestion, CheckIn
from handlers.bubble_carried import begging, entry_of
from handlers.context import Turn
from prompts.questions.intentions import ASKED_AFTER
from prompts.questions.model import IF_THEN


async def answered(turn: Turn, asked: AskedQuestion, checkin: CheckIn, answer: Answer) -> None:
    """An answer was stored, or changed: it settles an intention, is one, or has one offered under it."""
    if asked.question == ASKED_AFTER:
        return await intentions.settle(turn.session, asked, answer.option, turn.now)
    if not turn.me.intentions or asked.client_id is None or checkin.hard:
        return None
    if asked.kind == IF_THEN:
        await intentions.write(turn.session, asked, None, turn.now)
    elif begging(entry_of(turn, asked), answer) and not await _is_quiet(turn, asked):
        await intentions.offer(turn.session, asked, turn.now)
    return None


async def _is_quiet(turn: Turn, asked: AskedQuestion) -> bool:
    return clients.is_quiet(await turn.codes.own(asked.client_id))
