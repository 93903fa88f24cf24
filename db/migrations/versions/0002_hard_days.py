"""Hard days: contacts, a day without questions, discreet messages, working hours, and the bot's own pulse."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.types import UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _heartbeats()
    _therapists()
    _clients()
    _checkins()
    _messages()


def _heartbeats() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", name=op.f("pk_heartbeats")),
    )


def _therapists() -> None:
    for column in (
        sa.Column("discreet", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("work_days", sa.JSON(), nullable=False, server_default="[0, 1, 2, 3, 4]"),
        sa.Column("work_from", sa.Time(), nullable=False, server_default="08:00:00.000000"),
        sa.Column("work_until", sa.Time(), nullable=False, server_default="19:00:00.000000"),
        sa.Column("hushed_until", UTCDateTime(), nullable=True),
        sa.Column("contacts_sealed", sa.LargeBinary(), nullable=True),
    ):
        op.add_column("therapists", column)


def _clients() -> None:
    op.add_column("clients", sa.Column("hushed_at", UTCDateTime(), nullable=True))


def _checkins() -> None:
    op.add_column("checkins", sa.Column("hard", sa.Boolean(), nullable=False, server_default=sa.false()))
    under_way = sa.text("lease_until IS NOT NULL")
    op.create_index(
        "ix_checkins_lease_until", "checkins", ["lease_until"],
        sqlite_where=under_way, postgresql_where=under_way,
    )  # fmt: skip


def _messages() -> None:
    op.add_column("messages", sa.Column("close_at", UTCDateTime(), nullable=True))
    op.create_index(op.f("ix_messages_close_at"), "messages", ["close_at"], unique=False)
