"""Weeks: series, calendars, what is prepared before a session, and the wishes that go with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.types import UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _series()
    _calendars()
    _calendar_titles()
    _appointments()
    _calendar_events()
    _prepared()
    _asked()
    _therapists()


def _series() -> None:
    _table(
        "series",
        sa.Column("client_id", sa.BigInteger(), nullable=True),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("rule", sa.String(length=255), nullable=False),
        sa.Column("made_until", UTCDateTime(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        _refers("series", "client_id", "clients"),
        sa.UniqueConstraint("therapist_id", "origin", name=op.f("uq_series_therapist_id_origin")),
    )
    _index("series", "client_id")
    _index("series", "made_until")


def _calendars() -> None:
    _table(
        "calendars",
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("asks", sa.Boolean(), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("file_id", sa.String(length=255), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("pending_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("choices_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("etag", sa.String(length=255), nullable=True),
        sa.Column("changed", sa.String(length=64), nullable=True),
        sa.Column("wake_at", UTCDateTime(), nullable=True),
        sa.Column("lease_until", UTCDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fetched_at", UTCDateTime(), nullable=True),
        sa.Column("failing_since", UTCDateTime(), nullable=True),
        sa.Column("told_failing", sa.Boolean(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.UniqueConstraint("therapist_id", "origin", name=op.f("uq_calendars_therapist_id_origin")),
    )
    due = sa.text("wake_at IS NOT NULL")
    op.create_index("ix_calendars_wake_at", "calendars", ["wake_at"], sqlite_where=due, postgresql_where=due)


def _calendar_titles() -> None:
    _table(
        "calendar_titles",
        sa.Column("title_hash", sa.LargeBinary(), nullable=False),
        sa.Column("meaning", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        _refers("calendar_titles", "client_id", "clients"),
        sa.UniqueConstraint(
            "therapist_id", "title_hash", name=op.f("uq_calendar_titles_therapist_id_title_hash")
        ),
    )
    _index("calendar_titles", "client_id")


def _appointments() -> None:
    with op.batch_alter_table("appointments") as appointments:
        for name, table in (("series_id", "series"), ("calendar_id", "calendars")):
            appointments.add_column(sa.Column(name, sa.BigInteger(), nullable=True))
            appointments.create_foreign_key(
                op.f(f"fk_appointments_{name}"), table, [name], ["id"], ondelete="CASCADE"
            )
            appointments.create_index(op.f(f"ix_appointments_{name}"), [name], unique=False)
        appointments.add_column(sa.Column("planned_for", UTCDateTime(), nullable=True))


def _calendar_events() -> None:
    _table(
        "calendar_events",
        sa.Column("calendar_id", sa.BigInteger(), nullable=False),
        sa.Column("event_hash", sa.LargeBinary(), nullable=False),
        sa.Column("appointment_id", sa.BigInteger(), nullable=True),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("says", sa.String(length=64), nullable=False),
        _refers("calendar_events", "calendar_id", "calendars"),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointments.id"],
            name=op.f("fk_calendar_events_appointment_id"), ondelete="SET NULL",
        ),
        sa.UniqueConstraint(
            "therapist_id", "event_hash", name=op.f("uq_calendar_events_therapist_id_event_hash")
        ),
    )  # fmt: skip
    for column in ("calendar_id", "appointment_id"):
        _index("calendar_events", column)


def _prepared() -> None:
    _table(
        "prepared",
        sa.Column("client_id", sa.BigInteger(), nullable=True),
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("asked_id", sa.BigInteger(), nullable=True),
        sa.Column("written_at", UTCDateTime(), nullable=False),
        sa.Column("edited_at", UTCDateTime(), nullable=True),
        sa.Column("source_message_id", sa.BigInteger(), nullable=False),
        sa.Column("source_edit_at", UTCDateTime(), nullable=True),
        _refers("prepared", "client_id", "clients"),
        _refers("prepared", "appointment_id", "appointments"),
        _refers("prepared", "asked_id", "asked_questions"),
        sa.UniqueConstraint(
            "therapist_id", "source_message_id", name=op.f("uq_prepared_therapist_id_source_message_id")
        ),
    )
    for column in ("client_id", "appointment_id", "asked_id"):
        _index("prepared", column)


def _asked() -> None:
    op.add_column("asked_questions", sa.Column("moved_from", UTCDateTime(), nullable=True))


def _therapists() -> None:
    for column in (
        sa.Column("pause_from", UTCDateTime(), nullable=True),
        sa.Column("gaps_offered", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("prepares", sa.Boolean(), nullable=True),
        sa.Column("prepare_minutes", sa.Integer(), nullable=False, server_default="15"),
    ):
        op.add_column("therapists", column)


def _table(name: str, *parts: sa.Column[object] | sa.Constraint) -> None:
    """A table of rows that belong to a therapist."""
    op.create_table(
        name,
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("therapist_id", sa.BigInteger(), nullable=False),
        *parts,
        _refers(name, "therapist_id", "therapists"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="CASCADE")


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
