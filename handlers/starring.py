"""[To supervision] under an answer, and taken back."""

from __future__ import annotations

from db import answers, stars
from handlers.bubble import redraw
from handlers.context import Feature, Turn
from handlers.effects import Effects
from handlers.pressed import question, stale


async def star(turn: Turn) -> Effects:
    """[To supervision]: this answer, and the lines with it."""
    return await _mark(turn, starred=True)


async def unstar(turn: Turn) -> Effects:
    """[Not to supervision]."""
    return await _mark(turn, starred=False)


async def _mark(turn: Turn, *, starred: bool) -> Effects:
    asked = await question(turn)
    answer = await answers.of_question(turn.session, asked.id) if asked is not None else None
    if asked is None or answer is None:
        return await stale(turn, asked)
    await stars.star(turn.session, answer, starred=starred)
    return await redraw(turn, asked)


FEATURE = Feature(name="starring", presses={"star": star, "unstar": unstar})
