"""Strains between therapist and client: marked, open, and what the therapist says became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select

from db import clients
from db.engine import Session
from db.ids import new_id
from db.models import AskedQuestion, CheckIn, Client, Note, Strain

KINDS = ("withdrawal", "confrontation", "cant_tell")
MARKS = ("my_part", "for_supervision")
OUTCOMES = ("spoke", "noticed", "hunch", "let_go")


@dataclass(frozen=True, slots=True)
class OpenStrain:
    """One of which the therapist has not said yet what became of it, as plain values."""

    id: int
    client_id: int
    since: datetime
    kind: str | None


async def open_for(
    session: Session, therapist_id: int, client_id: int | None, *, also_hard: bool = False
) -> list[OpenStrain]:
    """The client's open strains, the oldest first; none of a client on hold or died.

    From a hard check-in only what was marked for supervision, unless `also_hard`.
    """
    query = _open(therapist_id, also_hard=also_hard).where(Strain.client_id == client_id)
    return [_plain(row) for row in await session.scalars(query)]


async def oldest(session: Session, therapist_id: int, until: datetime) -> OpenStrain | None:
    """The one strain that a digest names."""
    query = _open(therapist_id, also_hard=False).where(Strain.marked_at <= until).limit(1)
    found = await session.scalar(query)
    return _plain(found) if found is not None else None


def _open(therapist_id: int, *, also_hard: bool) -> Select[Strain]:
    query = (
        select(Strain)
        .join(Client, Client.id == Strain.client_id)
        .join(AskedQuestion, AskedQuestion.id == Strain.asked_id)
        .join(CheckIn, CheckIn.id == AskedQuestion.checkin_id)
        .where(Strain.therapist_id == therapist_id, Strain.outcome.is_(None), clients.shown())
        .order_by(Strain.marked_at, Strain.id)
    )
    return query if also_hard else query.where(CheckIn.hard.is_(False) | Strain.for_supervision)


def _plain(row: Strain) -> OpenStrain:
    return OpenStrain(row.id, row.client_id, row.marked_at, row.kind)


async def own(session: Session, therapist_id: int, strain_id: int) -> Strain | None:
    """The therapist's strain with this id; None for anybody else's."""
    found = await session.get(Strain, strain_id)
    return found if found is not None and found.therapist_id == therapist_id else None


async def mark(session: Session, asked: AskedQuestion, now: datetime) -> Strain:
    """Under this question; the same tap again finds the same one."""
    if (known := await session.scalar(select(Strain).where(Strain.asked_id == asked.id))) is not None:
        return known
    row = Strain(
        id=new_id(now), therapist_id=asked.therapist_id, client_id=asked.client_id, asked_id=asked.id,
        marked_at=now,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return row


async def set_to(session: Session, row: Strain, **values: Any) -> None:
    """Write what was tapped."""
    for name, value in values.items():
        setattr(row, name, value)
    await session.flush()


async def unmark(session: Session, row: Strain) -> None:
    """It was a slip. A line with it stays a line."""
    await session.execute(delete(Strain).where(Strain.id == row.id))


async def line_of(session: Session, row: Strain) -> Note | None:
    """The line with it, unless it was deleted, or moved to another client."""
    note = await session.get(Note, row.note_id) if row.note_id is not None else None
    return note if note is not None and note.client_id == row.client_id else None
