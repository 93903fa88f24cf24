"""Appointments, check-ins, the questions put in them, and what came back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, maybe, owner, row_id


class Series(Base):
    """Sessions that come by a rule, on the wall clock of the zone it was made in.

    Its occurrences are appointments, made eight weeks ahead (`made_until`); what was moved, cancelled or held
    is theirs to say.
    """

    __tablename__ = "series"
    __table_args__ = (UniqueConstraint("therapist_id", "origin"),)

    id: Mapped[int] = row_id()
    therapist_id: Mapped[int] = owner("therapists", index=False)
    client_id: Mapped[int | None] = maybe("clients")
    origin: Mapped[str]  # as an appointment's
    starts_at: Mapped[datetime]  # the first
    minutes: Mapped[int] = mapped_column(Integer)
    zone: Mapped[str]
    rule: Mapped[str] = mapped_column(String(255))  # RFC 5545, see prompts/schedule/recurrence.py
    made_until: Mapped[datetime | None] = mapped_column(index=True)  # None: there is nothing more to make
    ended_at: Mapped[datetime | None]  # nothing takes place from then on
    created_at: Mapped[datetime]


class Appointment(Base):
    """A planned or held meeting.

    `origin` is the natural key of what made it: an update, `m123:0`; a series and the minute for which its
    rule has it, `s<series>:<minute>`; an event of a calendar, `c<keyed hash>`.
    """

    __tablename__ = "appointments"
    __table_args__ = (
        UniqueConstraint("therapist_id", "origin"),
        Index("ix_appointments_therapist_id_starts_at", "therapist_id", "starts_at"),
    )

    id: Mapped[int] = row_id()
    therapist_id: Mapped[int] = owner("therapists", index=False)
    client_id: Mapped[int | None] = maybe("clients")
    origin: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    zone: Mapped[str]
    status: Mapped[str]  # planned | held | cancelled | no_show
    held_at: Mapped[datetime | None]  # when it counted as held: told, answered about, or confirmed
    created_at: Mapped[datetime]
    series_id: Mapped[int | None] = maybe("series")
    planned_for: Mapped[datetime | None]  # when its series' rule, or its first plan, has it, if it was moved
    calendar_id: Mapped[int | None] = maybe("calendars")


class Prepared(Base):
    """A line written before a session: what the therapist wants to ask."""

    __tablename__ = "prepared"
    __table_args__ = (UniqueConstraint("therapist_id", "source_message_id"),)

    id: Mapped[int] = row_id()
    therapist_id: Mapped[int] = owner("therapists", index=False)
    client_id: Mapped[int | None] = maybe("clients")
    appointment_id: Mapped[int] = owner("appointments")
    text_sealed: Mapped[bytes]
    asked_id: Mapped[int | None] = maybe("asked_questions")  # the question that came back to it
    written_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    source_message_id: Mapped[int]
    source_edit_at: Mapped[datetime | None]


class CheckIn(Base):
    """Questions due at an instant.

    `slot` is its natural key: `a<appointment>`, `gap:<the first of several>`, `evening:2026-11-27`,
    `b<the first appointment>:2026-11-27` for what comes before, `back:<when the bot went away>`, `now:m77`,
    `first`. Where a session was moved after its message, a number follows: `a<appointment>.2`.
    """

    __tablename__ = "checkins"
    __table_args__ = (
        UniqueConstraint("therapist_id", "slot"),
        Index("ix_checkins_therapist_id_local_date", "therapist_id", "local_date"),
        Index(  # few are under way at a time
            "ix_checkins_lease_until",
            "lease_until",
            sqlite_where=text("lease_until IS NOT NULL"),
            postgresql_where=text("lease_until IS NOT NULL"),
        ),
    )

    id: Mapped[int] = row_id()
    therapist_id: Mapped[int] = owner("therapists", index=False)
    kind: Mapped[str]  # after | before | spontaneous
    slot: Mapped[str]
    state: Mapped[str]  # waiting | offered | open | done | lapsed | dropped
    local_date: Mapped[date]
    unasked: Mapped[bool]  # the bot comes by itself; counts against the day's cap
    ignores_quiet: Mapped[bool] = mapped_column(default=False)  # "just finished", or a snooze that was chosen
    client_id: Mapped[int | None] = maybe(
        "clients"
    )  # a spontaneous one about a client; else see the appointments
    total: Mapped[int] = mapped_column(Integer)  # questions meant; an evening has one for each appointment
    due_at: Mapped[datetime]  # what was meant
    wake_at: Mapped[datetime | None] = mapped_column(
        index=True
    )  # when to look again; None: nothing left to do
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    sent_at: Mapped[datetime | None]  # when its first message went out; the window runs 24 hours from here
    reminded_at: Mapped[datetime | None]
    message_id: Mapped[int | None]  # the offer's message ("Three today: Oak, River, Fern"), if it has one
    created_at: Mapped[datetime]
    hard: Mapped[bool] = mapped_column(default=False)  # [Hard one]: not in a digest, unless starred


class CheckInAppointment(Base):
    """Which appointments a check-in looks back on, in order; `wanted` False: left out of an offer."""

    __tablename__ = "checkin_appointments"

    checkin_id: Mapped[int] = mapped_column(ForeignKey("checkins.id", ondelete="CASCADE"), primary_key=True)
    appointment_id: Mapped[int] = mapped_column(
        ForeignKey("appointments.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int] = mapped_column(Integer)
    wanted: Mapped[bool] = mapped_column(default=True)


class AskedQuestion(Base):
    """A question put to a therapist: which wording, which message, when, and why it was chosen."""

    __tablename__ = "asked_questions"
    __table_args__ = (
        UniqueConstraint("checkin_id", "position"),
        Index("ix_asked_questions_therapist_id_id", "therapist_id", "id"),
    )

    id: Mapped[int] = row_id()
    therapist_id: Mapped[int] = owner("therapists", index=False)
    checkin_id: Mapped[int] = owner("checkins", index=False)
    appointment_id: Mapped[int | None] = maybe("appointments")
    client_id: Mapped[int | None] = maybe("clients")
    position: Mapped[int] = mapped_column(Integer)  # 0, 1, 2 … within the check-in
    suggestion: Mapped[int] = mapped_column(Integer)
    question: Mapped[str]  # the bank's id, `07-moment-2`
    kind: Mapped[str]
    wording: Mapped[str]  # slug, shared by all languages
    locale: Mapped[str]
    shown_sealed: Mapped[bytes]  # the text as it was shown
    reason: Mapped[dict[str, Any]]  # why it was chosen: a code and plain figures, no text
    state: Mapped[str]  # open | answered | skipped | lapsed | dropped
    put_at: Mapped[datetime]
    message_id: Mapped[int | None]  # None until Telegram said which
    moved_from: Mapped[datetime | None]  # dropped, since its session was moved: when that was to start


class Answer(Base):
    """What came back. One for a question; editable for ever, with its edit time."""

    __tablename__ = "answers"
    __table_args__ = (Index("ix_answers_therapist_id_answered_at", "therapist_id", "answered_at"),)

    id: Mapped[int] = row_id()
    therapist_id: Mapped[int] = owner("therapists", index=False)
    asked_id: Mapped[int] = mapped_column(ForeignKey("asked_questions.id", ondelete="CASCADE"), unique=True)
    client_id: Mapped[int | None] = maybe("clients")
    rating: Mapped[int | None] = mapped_column(Integer)  # 1 to 5
    option: Mapped[str | None]  # slug; also "cant_tell" and a pulse's own way out
    text_sealed: Mapped[bytes | None]
    late: Mapped[bool] = mapped_column(default=False)
    starred: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    source_message_id: Mapped[int | None]  # the typed message, in the therapist's chat
    source_edit_at: Mapped[datetime | None]  # Telegram's edit_date, newest applied


class Note(Base):
    """One line of the therapist's own that no text question asked for."""

    __tablename__ = "notes"
    __table_args__ = (
        UniqueConstraint("therapist_id", "source_message_id"),
        Index("ix_notes_therapist_id_written_at", "therapist_id", "written_at"),
    )

    id: Mapped[int] = row_id()
    therapist_id: Mapped[int] = owner("therapists", index=False)
    client_id: Mapped[int | None] = maybe("clients")
    asked_id: Mapped[int | None] = maybe("asked_questions")  # the question it was added to
    text_sealed: Mapped[bytes]
    placed: Mapped[bool]  # False while "whose line?" is open
    starred: Mapped[bool] = mapped_column(default=False)
    written_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    source_message_id: Mapped[int]
    source_edit_at: Mapped[datetime | None]
