"""Digests, and the focus taken from them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, owner, row_id


class Digest(Base):
    """A weekly summary, keyed by local date and slot, so that the hour that comes twice sends once."""

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("therapist_id", "local_date", "slot"),)

    id: Mapped[int] = row_id()
    therapist_id: Mapped[int] = owner("therapists", index=False)
    local_date: Mapped[date]
    slot: Mapped[str]  # weekly | asked:m<message id>
    kind: Mapped[str]  # full | quiet | ask_quieter
    starts_at: Mapped[datetime]  # the previous digest's instant
    ends_at: Mapped[datetime]
    suggestion: Mapped[int] = mapped_column(Integer)  # offered for the coming week
    tip: Mapped[str]
    wake_at: Mapped[datetime | None] = mapped_column(index=True)  # to be sent, or sent again after a crash
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    sent_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    message_id: Mapped[int | None]


class Focus(Base):
    """The suggestion chosen for the coming week."""

    __tablename__ = "focuses"

    id: Mapped[int] = row_id()
    therapist_id: Mapped[int] = owner("therapists")
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digests.id", ondelete="CASCADE"), unique=True)
    suggestion: Mapped[int] = mapped_column(Integer)
    since: Mapped[datetime]
    until: Mapped[datetime | None]
