"""Who uses the bot, whom they speak of, and the keys that seal it."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, maybe, owner, row_id


class Therapist(Base):
    """A Telegram user who gave consent; one private chat. `zone` or `rhythm` None: still arriving."""

    __tablename__ = "therapists"
    __table_args__ = (UniqueConstraint("bot_id", "telegram_id"),)

    id: Mapped[int] = row_id()
    bot_id: Mapped[int]
    telegram_id: Mapped[int]
    chat_id: Mapped[int]
    consent_version: Mapped[int] = mapped_column(Integer)
    consented_at: Mapped[datetime]
    seed: Mapped[int]
    locale: Mapped[str] = mapped_column(default="en")
    zone: Mapped[str | None]
    rhythm: Mapped[str | None]  # after | gaps | evening
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
    pause_from: Mapped[datetime | None]  # None: at once
    paused_until: Mapped[datetime | None]  # the year 9999 stands for "until I say"
    eased_at: Mapped[datetime | None]  # five unanswered in a row: evening only, said once
    told_deleting: Mapped[bool] = mapped_column(
        default=False
    )  # "deleting in Telegram does not delete my copy"
    last_seen_at: Mapped[datetime]
    blocked_at: Mapped[datetime | None]
    discreet: Mapped[bool] = mapped_column(default=False)  # unasked messages arrive closed, and close again
    work_days: Mapped[list[int]] = mapped_column(default=lambda: [0, 1, 2, 3, 4])  # Monday is 0
    work_from: Mapped[time] = mapped_column(default=time(8, 0))  # outside, unasked messages make no sound
    work_until: Mapped[time] = mapped_column(default=time(19, 0))
    hushed_until: Mapped[datetime | None]  # [No questions today]
    contacts_sealed: Mapped[bytes | None]  # whom the therapist would call
    gaps_offered: Mapped[bool] = mapped_column(default=False)  # [In the gaps] was offered once
    prepares: Mapped[bool | None]  # a message before each session; None: not asked yet
    prepare_minutes: Mapped[int] = mapped_column(Integer, default=15)  # so long before


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

    id: Mapped[int] = row_id()
    therapist_id: Mapped[int] = owner("therapists", index=False)
    client_id: Mapped[int | None] = maybe("clients")  # None: the therapist's own key
    kek_id: Mapped[str]
    wrapped: Mapped[bytes]


class Client(Base):
    """A pseudonym; sealed, and looked up by a keyed hash of its normalised form."""

    __tablename__ = "clients"
    __table_args__ = (UniqueConstraint("therapist_id", "code_hash"),)

    id: Mapped[int] = row_id()
    therapist_id: Mapped[int] = owner("therapists", index=False)
    code_sealed: Mapped[bytes]
    code_hash: Mapped[bytes]
    status: Mapped[str] = mapped_column(default="active")  # active | on_hold | ended | died
    party: Mapped[str] = mapped_column(default="one")  # one | couple | family | child | group
    created_at: Mapped[datetime]
    hushed_at: Mapped[datetime | None]  # [Hard one]: nothing is asked until the therapist says so


class Invite(Base):
    """A one-time way in; only the token's hash is kept."""

    __tablename__ = "invites"

    id: Mapped[int] = row_id()
    bot_id: Mapped[int]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    owner: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
