"""Calendars: files and feeds that bring appointments, what their titles stand for, and what they said of each
session last."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, maybe, owner, row_id


class Calendar(Base):
    """A file that was sent, or the address of a feed; `pending_sealed` only while titles are asked about."""

    __tablename__ = "calendars"
    __table_args__ = (
        UniqueConstraint("therapist_id", "origin"),
        Index(
            "ix_calendars_wake_at",
            "wake_at",
            sqlite_where=text("wake_at IS NOT NULL"),
            postgresql_where=text("wake_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = row_id()
    therapist_id: Mapped[int] = owner("therapists", index=False)
    kind: Mapped[str]  # file | feed
    origin: Mapped[str]  # of a feed a keyed hash of its address, of files one of the calendar they come from
    # waiting (to be read) | mapping (titles are asked about) | noting (its sessions are stored) | kept |
    # refused (it could not be read) | ended (its address is gone)
    state: Mapped[str]
    asks: Mapped[bool] = mapped_column(default=True)  # what is read next is asked about
    address_sealed: Mapped[bytes | None]  # of a feed
    file_id: Mapped[str | None] = mapped_column(String(255))  # Telegram's, of a file still to be fetched
    message_id: Mapped[int | None]  # that brought it
    pending_sealed: Mapped[bytes | None]  # what was read, until its sessions are stored
    choices_sealed: Mapped[bytes | None]  # what was said of its titles so far
    etag: Mapped[str | None] = mapped_column(String(255))
    changed: Mapped[str | None]  # the feed's Last-Modified
    wake_at: Mapped[datetime | None]  # when to fetch
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    fetched_at: Mapped[datetime | None]  # when it was last read whole
    failing_since: Mapped[datetime | None]
    told_failing: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class CalendarTitle(Base):
    """What a title stands for, by a keyed hash of it: the title itself is kept nowhere."""

    __tablename__ = "calendar_titles"
    __table_args__ = (UniqueConstraint("therapist_id", "title_hash"),)

    id: Mapped[int] = row_id()
    therapist_id: Mapped[int] = owner("therapists", index=False)
    title_hash: Mapped[bytes]
    meaning: Mapped[str]  # client | single | none
    client_id: Mapped[int | None] = maybe("clients")
    created_at: Mapped[datetime]


class CalendarEvent(Base):
    """One meeting of a calendar, by a keyed hash of its UID and recurrence, and what the calendar said last.

    `says` tells what the calendar changed from what the therapist changed by hand. It outlives the session,
    which may have been a slip: the calendar must not bring that back each hour.
    """

    __tablename__ = "calendar_events"
    __table_args__ = (UniqueConstraint("therapist_id", "event_hash"),)

    id: Mapped[int] = row_id()
    therapist_id: Mapped[int] = owner("therapists", index=False)
    calendar_id: Mapped[int] = owner("calendars")
    event_hash: Mapped[bytes]
    appointment_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("appointments.id", ondelete="SET NULL"), index=True
    )
    starts_at: Mapped[datetime]  # as the calendar has it
    says: Mapped[str]  # its hours, or "off"
