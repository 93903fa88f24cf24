"""[To supervision] on an answer: the star goes to its lines as well, as they stand now."""

from __future__ import annotations

from sqlalchemy import update

from db import rows
from db.engine import Session
from db.models import Answer, Note


async def star(session: Session, answer: Answer, *, starred: bool) -> None:
    """This answer and the lines added to its question; what is written later is not meant."""
    await rows.change(session, answer, starred=starred)
    await session.execute(update(Note).where(Note.asked_id == answer.asked_id).values(starred=starred))
