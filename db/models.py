"""The tables. Ids are made by the application; whatever people typed is a sealed blob."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Time,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from db.types import UTCDateTime

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: BigInteger,
        str: String(64),
        bytes: LargeBinary,
        bool: Boolean,
        datetime: UTCDateTime,
        date: Date,
        time: Time,
        dict[str, Any]: JSON,
        list[int]: JSON,
    }


def _id() -> Mapped[int]:
    return mapped_column(BigInteger, primary_key=True, autoincrement=False)


def _owner(table: str, *, index: bool = True) -> Mapped[int]:
    return mapped_column(ForeignKey(f"{table}.id", ondelete="CASCADE"), index=index)


def _maybe(table: str) -> Mapped[int | None]:
    return mapped_column(ForeignKey(f"{table}.id", ondelete="CASCADE"), index=True)


class Therapist(Base):
    """A Telegram user who gave consent; one private chat. `zone` or `rhythm` None: still arriving."""

    __tablename__ = "therapists"
    __table_args__ = (UniqueConstraint("bot_id", "telegram_id"),)

    id: Mapped[int] = _id()
    bot_id: Mapped[int]
    telegram_id: Mapped[int]
    chat_id: Mapped[int]
    consent_version: Mapped[int] = mapped_column(Integer)
    consented_at: Mapped[datetime]
    seed: Mapped[int]
    locale: Mapped[str] = mapped_column(default="en")
    zone: Mapped[str | None]
    rhythm: Mapped[str | None]  # after | evening
    evening_time: Mapped[time] = mapped_column(default=time(18, 30))
    delay_minutes: Mapped[int] = mapped_column(Integer, default=5)
    questions: Mapped[int] = mapped_column(Integer, default=2)
    daily_cap: Mapped[int] = mapped_column(Integer, default=3)
    numbers: Mapped[str] = mapped_column(default="always")  # always | sometimes | never
    quiet_from: Mapped[time] = mapped_column(default=time(21, 0))
    quiet_until: Mapped[time] = mapped_column(default=time(7, 0))
    digest_weekday: Mapped[int] = mapped_column(Integer, default=4)  # Monday is 0
    digest_time: Mapped[time] = mapped_column(default=time(17, 0))
    digest_asked: Mapped[bool] = mapped_column(default=False)  # the digest's hour was offered once
    digest_wake_at: Mapped[datetime | None] = mapped_column(index=True)
    digest_pace: Mapped[str] = mapped_column(
        default="weekly"
    )  # weekly | monthly (wished for after quiet weeks)
    muted: Mapped[list[int]] = mapped_column(default=list)  # suggestions, at most two
    paused_until: Mapped[datetime | None]  # the year 9999 stands for "until I say"
    eased_at: Mapped[datetime | None]  # five unanswered in a row: evening only, said once
    told_deleting: Mapped[bool] = mapped_column(
        default=False
    )  # "deleting in Telegram does not delete my copy"
    last_seen_at: Mapped[datetime]
    blocked_at: Mapped[datetime | None]


class DataKey(Base):
    """A data key, wrapped by the key that lives outside the database. A backup may leave this table out."""

    __tablename__ = "data_keys"
    __table_args__ = (
        UniqueConstraint("therapist_id", "client_id"),
        Index(  # to a unique constraint two NULLs differ, and a therapist has one key of their own
            "uq_data_keys_own",
            "therapist_id",
            unique=True,
            sqlite_where=text("client_id IS NULL"),
            postgresql_where=text("client_id IS NULL"),
        ),
    )

    id: Mapped[int] = _id()
    therapist_id: Mapped[int] = _owner("therapists", index=False)
    client_id: Mapped[int | None] = _maybe("clients")  # None: the therapist's own key
    kek_id: Mapped[str]
    wrapped: Mapped[bytes]


class Client(Base):
    """A pseudonym; sealed, and looked up by a keyed hash of its normalised form."""

    __tablename__ = "clients"
    __table_args__ = (UniqueConstraint("therapist_id", "code_hash"),)

    id: Mapped[int] = _id()
    therapist_id: Mapped[int] = _owner("therapists", index=False)
    code_sealed: Mapped[bytes]
    code_hash: Mapped[bytes]
    status: Mapped[str] = mapped_column(default="active")  # active | on_hold | ended | died
    party: Mapped[str] = mapped_column(default="one")  # one | couple | family | child | group
    created_at: Mapped[datetime]


class Appointment(Base):
    """A planned or held meeting. `origin` is the natural key of the update that made it, e.g. `m123:0`."""

    __tablename__ = "appointments"
    __table_args__ = (
        UniqueConstraint("therapist_id", "origin"),
        Index("ix_appointments_therapist_id_starts_at", "therapist_id", "starts_at"),
    )

    id: Mapped[int] = _id()
    therapist_id: Mapped[int] = _owner("therapists", index=False)
    client_id: Mapped[int | None] = _maybe("clients")
    origin: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    zone: Mapped[str]
    status: Mapped[str]  # planned | held | cancelled | no_show
    created_at: Mapped[datetime]


class CheckIn(Base):
    """Questions due at an instant. `slot` is its natural key: `a<appointment>`, `evening:2026-11-27`, `now:m77`, `first`."""

    __tablename__ = "checkins"
    __table_args__ = (
        UniqueConstraint("therapist_id", "slot"),
        Index("ix_checkins_therapist_id_local_date", "therapist_id", "local_date"),
    )

    id: Mapped[int] = _id()
    therapist_id: Mapped[int] = _owner("therapists", index=False)
    kind: Mapped[str]  # after | before | spontaneous
    slot: Mapped[str]
    state: Mapped[str]  # waiting | offered | open | done | lapsed | dropped
    local_date: Mapped[date]
    unasked: Mapped[bool]  # the bot comes by itself; counts against the day's cap
    ignores_quiet: Mapped[bool] = mapped_column(default=False)  # "just finished", or a snooze that was chosen
    client_id: Mapped[int | None] = _maybe(
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


class CheckInAppointment(Base):
    """Which appointments a check-in looks back on, in order; `wanted`: chosen from an offer, or never offered."""

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

    id: Mapped[int] = _id()
    therapist_id: Mapped[int] = _owner("therapists", index=False)
    checkin_id: Mapped[int] = _owner("checkins", index=False)
    appointment_id: Mapped[int | None] = _maybe("appointments")
    client_id: Mapped[int | None] = _maybe("clients")
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


class Answer(Base):
    """What came back. One for a question; editable for ever, with its edit time."""

    __tablename__ = "answers"
    __table_args__ = (Index("ix_answers_therapist_id_answered_at", "therapist_id", "answered_at"),)

    id: Mapped[int] = _id()
    therapist_id: Mapped[int] = _owner("therapists", index=False)
    asked_id: Mapped[int] = mapped_column(ForeignKey("asked_questions.id", ondelete="CASCADE"), unique=True)
    client_id: Mapped[int | None] = _maybe("clients")
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

    id: Mapped[int] = _id()
    therapist_id: Mapped[int] = _owner("therapists", index=False)
    client_id: Mapped[int | None] = _maybe("clients")
    asked_id: Mapped[int | None] = _maybe("asked_questions")  # the question it was added to
    text_sealed: Mapped[bytes]
    placed: Mapped[bool]  # False while "whose line?" is open
    starred: Mapped[bool] = mapped_column(default=False)
    written_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    source_message_id: Mapped[int]
    source_edit_at: Mapped[datetime | None]


class Message(Base):
    """Every message id sent and received, for replies, erasing, tidying and closing."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("bot_id", "chat_id", "message_id"),
        Index("ix_messages_refers", "refers", "refers_id"),
    )

    id: Mapped[int] = _id()
    therapist_id: Mapped[int] = _owner("therapists")
    bot_id: Mapped[int]
    chat_id: Mapped[int]
    message_id: Mapped[int]
    incoming: Mapped[bool]
    refers: Mapped[str | None]  # checkin | asked | answer | note | digest | reminder
    refers_id: Mapped[int | None]
    at: Mapped[datetime]
    gone_at: Mapped[datetime | None]  # deleted, or shrunk to a dash


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


class Focus(Base):
    """The suggestion chosen for the coming week."""

    __tablename__ = "focuses"

    id: Mapped[int] = _id()
    therapist_id: Mapped[int] = _owner("therapists")
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digests.id", ondelete="CASCADE"), unique=True)
    suggestion: Mapped[int] = mapped_column(Integer)
    since: Mapped[datetime]
    until: Mapped[datetime | None]


class Digest(Base):
    """A weekly summary, keyed by local date and slot, so that the hour that comes twice sends once."""

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("therapist_id", "local_date", "slot"),)

    id: Mapped[int] = _id()
    therapist_id: Mapped[int] = _owner("therapists", index=False)
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


class Invite(Base):
    """A one-time way in; only the token's hash is kept."""

    __tablename__ = "invites"

    id: Mapped[int] = _id()
    bot_id: Mapped[int]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    owner: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SetAside(Base):
    """An update that could not be handled, sealed, for seven days."""

    __tablename__ = "set_aside"
    __table_args__ = (UniqueConstraint("bot_id", "update_id"),)

    id: Mapped[int] = _id()
    bot_id: Mapped[int]
    update_id: Mapped[int]
    cause: Mapped[str]  # an exception's class name
    update_sealed: Mapped[bytes]
    at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
