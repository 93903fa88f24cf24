"""What carries over to the next session with a client: an intention, and a strain between the two."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, maybe, owner, row_id


def _question() -> Mapped[int]:
    """The question under which it was said; there is one of a kind under each."""
    return mapped_column(ForeignKey("asked_questions.id", ondelete="CASCADE"), unique=True)


def _line() -> Mapped[int | None]:
    """The typed line: deleted, it leaves the row without one."""
    return mapped_column(ForeignKey("notes.id", ondelete="SET NULL"), index=True)


class Intention(Base):
    """An if-then for a client; of several the newest counts.

    Its words are the line, or without one the answer to the if-then question under which it stands.
    """

    __tablename__ = "intentions"
    __table_args__ = (Index("ix_intentions_therapist_id_id", "therapist_id", "id"),)

    id: Mapped[int] = row_id()
    therapist_id: Mapped[int] = owner("therapists", index=False)
    client_id: Mapped[int] = owner("clients")
    asked_id: Mapped[int] = _question()
    note_id: Mapped[int | None] = _line()
    state: Mapped[str]  # offered | open | done | partly | not | let_go
    made_at: Mapped[datetime | None]  # when it was written
    asked_after_id: Mapped[int | None] = maybe("asked_questions")  # where it was asked after last
    round: Mapped[int] = mapped_column(Integer, default=0)  # how often, since it was made or kept
    settled_at: Mapped[datetime | None]


class Strain(Base):
    """A strain between therapist and client; open until the therapist says what became of it."""

    __tablename__ = "strains"

    id: Mapped[int] = row_id()
    therapist_id: Mapped[int] = owner("therapists")
    client_id: Mapped[int] = owner("clients")
    asked_id: Mapped[int] = _question()
    note_id: Mapped[int | None] = _line()
    marked_at: Mapped[datetime]
    kind: Mapped[str | None]  # withdrawal | confrontation | cant_tell
    my_part: Mapped[bool] = mapped_column(default=False)
    for_supervision: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str | None]  # spoke | noticed | hunch | let_go; None: it is open
    outcome_at: Mapped[datetime | None]
