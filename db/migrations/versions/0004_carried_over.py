"""What carries over to the next session: intentions, and strains between therapist and client."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.types import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _intentions()
    _strains()
    for name in ("intentions", "strains"):
        op.add_column("therapists", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.true()))


def _intentions() -> None:
    _table(
        "intentions",
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=True),
        sa.Column("asked_after_id", sa.BigInteger(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        _refers("intentions", "asked_after_id", "asked_questions"),
    )
    _index("intentions", "therapist_id", "id")
    _index("intentions", "asked_after_id")


def _strains() -> None:
    _table(
        "strains",
        sa.Column("marked_at", UTCDateTime(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=True),
        sa.Column("my_part", sa.Boolean(), nullable=False),
        sa.Column("for_supervision", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=True),
        sa.Column("outcome_at", UTCDateTime(), nullable=True),
    )
    _index("strains", "therapist_id")


def _table(name: str, *parts: sa.Column[object] | sa.Constraint) -> None:
    """A table of what was said about a client under a question, with a line or without."""
    op.create_table(
        name,
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("therapist_id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_id", sa.BigInteger(), nullable=False),
        sa.Column("note_id", sa.BigInteger(), nullable=True),
        *parts,
        _refers(name, "therapist_id", "therapists"),
        _refers(name, "client_id", "clients"),
        _refers(name, "asked_id", "asked_questions"),
        _refers(name, "note_id", "notes", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("asked_id", name=op.f(f"uq_{name}_asked_id")),
    )
    _index(name, "client_id")
    _index(name, "note_id")


def _refers(table: str, column: str, to: str, *, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=ondelete)


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns), unique=False)
