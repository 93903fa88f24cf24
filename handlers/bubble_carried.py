"""What an answered question shows of an intention: the offer of one, that it is kept, what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass

from db import clients, intentions
from db.models import Answer, AskedQuestion, CheckIn, Intention
from handlers.context import Turn
from prompts.questions.intentions import ASKED_AFTER, NO_OCCASION, ROUNDS, SETTLES, begs
from prompts.questions.intentions import question as asks_after
from prompts.questions.model import IF_THEN, Question


@dataclass(frozen=True, slots=True)
class Carried:
    """The line under an answer, by its key, and the verbs of the buttons."""

    line: str | None = None
    verbs: tuple[str, ...] = ()


NOTHING = Carried()


def entry_of(turn: Turn, asked: AskedQuestion) -> Question | None:
    """What was asked: an entry of the bank, None once it is dropped; or what asks after an intention."""
    if asked.question == ASKED_AFTER:
        return asks_after(turn.texts, asked.suggestion)
    return turn.question(asked.question)


def begging(question: Question | None, answer: Answer | None) -> bool:
    """Whether an if-then may be offered under this answer."""
    if answer is None or question is None:
        return False
    return begs(rating=answer.rating, in_words=answer.text_sealed is not None, hard=question.hard)


async def carried(
    turn: Turn,
    asked: AskedQuestion,
    checkin: CheckIn,
    question: Question | None,
    answer: Answer | None,
    lines: int,
) -> Carried:
    """Looked up only where there may be something."""
    if not turn.me.intentions or asked.client_id is None or checkin.hard:
        return NOTHING
    if asked.question == ASKED_AFTER:
        row = await intentions.asked_after_in(turn.session, asked.id) if answer is not None else None
        return NOTHING if row is None or answer is None else _asked_after(row, answer.option)
    begs_for_one = begging(question, answer)
    if not (begs_for_one or lines or (asked.kind == IF_THEN and answer is not None)):
        return NOTHING
    row = await intentions.of_question(turn.session, asked.id)
    if row is None:
        return NOTHING
    if row.state == "offered" or (row.note_id is None and asked.kind != IF_THEN):
        quiet = clients.is_quiet(await turn.codes.own(asked.client_id))
        return Carried(verbs=("if_then",)) if begs_for_one and not quiet else NOTHING
    return Carried("kept") if intentions.is_open(row) and not row.round else NOTHING


async def may_strain(turn: Turn, asked: AskedQuestion) -> bool:
    """Whether a strain with this client may be marked."""
    if not turn.me.strains or asked.client_id is None:
        return False
    return not clients.is_quiet(await turn.codes.own(asked.client_id))


def _asked_after(row: Intention, option: str | None) -> Carried:
    """Under what asked after it. [Keep it] is there wherever it would not come back by itself."""
    if row.state == "let_go":
        return Carried("let_go_line", ("keep_it",))
    if row.state in SETTLES:
        return Carried(verbs=("keep_it",) if option != "done" else ())
    if not row.round:
        return Carried("kept")
    if option != NO_OCCASION:
        return NOTHING
    return Carried(verbs=("keep_it", "let_it_go")) if row.round >= ROUNDS else Carried("once_more")
