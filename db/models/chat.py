"""The chat itself: message ids, what is waited for, and what could not be handled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, owner, row_id


class Message(Base):
    """Every message id sent and received, for replies, erasing, tidying and closing."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("bot_id", "chat_id", "message_id"),
        Index("ix_messages_refers", "refers", "refers_id"),
    )

    id: Mapped[int] = row_id()
    therapist_id: Mapped[int] = owner("therapists")
    bot_id: Mapped[int]
    chat_id: Mapped[int]
    message_id: Mapped[int]
    incoming: Mapped[bool]
    refers: Mapped[str | None]  # asked | offer | answer | note | digest | session | hard | …
    refers_id: Mapped[int | None]
    at: Mapped[datetime]
    gone_at: Mapped[datetime | None]  # deleted, or shrunk to a dash
    close_at: Mapped[datetime | None] = mapped_column(index=True)  # opened, and to be closed again then


class Expects(Base):
    """What the bot waits for as typed text, for 30 minutes; one for each therapist, the newest wins."""

    __tablename__ = "expects"

    therapist_id: Mapped[int] = mapped_column(
        ForeignKey("therapists.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    what: Mapped[str]
    payload: Mapped[dict[str, Any]]  # ids and times, never text
    message_id: Mapped[int | None]  # the message that asked
    until: Mapped[datetime]


class Heartbeat(Base):
    """When this bot was last at work: what tells a short night from three days down."""

    __tablename__ = "heartbeats"

    bot_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    started_at: Mapped[datetime]
    at: Mapped[datetime]


class SetAside(Base):
    """An update that could not be handled, sealed, for seven days."""

    __tablename__ = "set_aside"
    __table_args__ = (UniqueConstraint("bot_id", "update_id"),)

    id: Mapped[int] = row_id()
    bot_id: Mapped[int]
    update_id: Mapped[int]
    cause: Mapped[str]  # an exception's class name
    update_sealed: Mapped[bytes]
    at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
