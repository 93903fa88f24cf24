"""A text too long for one message: the app sends it in pieces, and the later ones belong to the first."""

from __future__ import annotations

from datetime import timedelta

from db import answers, messages, questions
from db.models import AskedQuestion, Note
from handlers import lines
from handlers.context import Turn
from handlers.effects import Effects
from handlers.lines import written

A_PIECE = 3500  # UTF-16 units; apps cut at 4,096 or at a word shortly before
AT_ONCE = timedelta(seconds=10)  # pieces come together


async def begun(turn: Turn) -> AskedQuestion | Note | None:
    """What the piece before this text was kept as: a question's answer, or a line; None if there was none."""
    piece = await messages.before(turn.session, turn.me, written(turn).message_id)
    if piece is None or turn.now - piece.at > AT_ONCE or piece.refers_id is None:
        return None
    if piece.refers == "answer":
        answer = await answers.own_answer(turn.session, turn.me.id, piece.refers_id)
        if answer is not None and _is_piece(await answers.text_of(turn.sealed, answer)):
            return await questions.own_question(turn.session, turn.me.id, answer.asked_id)
    if piece.refers == "note":
        note = await answers.own_note(turn.session, turn.me.id, piece.refers_id)
        if note is not None and note.placed and _is_piece(await answers.note_text(turn.sealed, note)):
            return note
    return None


async def carry_on(turn: Turn, begun_as: AskedQuestion | Note) -> Effects:
    """Keep this piece beside the first."""
    if isinstance(begun_as, Note):
        return await lines.add_beside(turn, begun_as)
    return await lines.add_to(turn, begun_as)


def _is_piece(text: str | None) -> bool:
    return text is not None and len(text.encode("utf-16-le")) // 2 >= A_PIECE
