"""Everything that is kept of one therapist, opened, as plain values: what an export is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Table, false, or_, select, true

from db import set_aside
from db.engine import Session
from db.models import Appointment, AskedQuestion, Base, CheckIn, CheckInAppointment, Therapist
from db.sealed import Sealed
from db.vault import CannotOpen, Vault

Row = dict[str, Any]

TABLES = (
    "clients", "series", "appointments", "checkins", "asked_questions", "answers", "notes", "prepared",
    "focuses", "digests", "intentions", "strains", "calendars", "calendar_titles", "calendar_events",
    "messages",
)  # fmt: skip
LEFT_OUT: Mapping[str, str] = {
    "therapist_id": "every row is the therapist's own",
    "bot_id": "the bot's own number",
    "code_hash": "made from the code, for looking it up",
    "title_hash": "made from a calendar's title, which is not kept",
    "event_hash": "made from a calendar's number of a meeting, which is not kept",
    "file_id": "the bot's own bookkeeping: where Telegram has a file that is still to be read",
    "etag": "the same: which version of a feed was read",
    "changed": "the same",
    "wake_at": "the bot's own bookkeeping: when to look again",
    "digest_wake_at": "the same",
    "lease_until": "the same: who is sending",
    "attempts": "the same: how often it was tried",
    "close_at": "the same: when to close what was opened",
}
SEALED = "_sealed"
ABOUT = {"asked": "asked_questions", "answer": "answers", "note": "notes", "session": "appointments"}
TO_READ_BY = ("id", "locale", "zone")  # all that an export of one client says of the therapist


@dataclass(frozen=True, slots=True)
class Everything:
    """Rows in order of their making; a column `x_sealed` comes opened, as `x`: None if it is empty."""

    therapist: Row = field(repr=False)
    tables: Mapping[str, list[Row]] = field(repr=False)  # by the names in TABLES, and "set_aside"
    unreadable: list[str]  # sealed values that do not open, `answers.text 123`; they are None in their rows


async def everything(
    session: Session, vault: Vault, sealed: Sealed, therapist: Therapist, client_id: int | None = None
) -> Everything:
    """Gather it, in this one transaction. With a client: only rows of theirs, and of the therapist only
    what is needed to read them."""
    unreadable: list[str] = []
    tables: dict[str, list[Row]] = {}
    for name in TABLES:
        table = Base.metadata.tables[name]
        rows = await session.execute(
            select(table).where(_wanted(table, therapist.id, client_id)).order_by(table.c.id)
        )
        tables[name] = [await _opened(sealed, table, dict(row), unreadable) for row in rows.mappings()]
    seats = await _seats(session, therapist.id, client_id)
    for checkin in tables["checkins"]:
        checkin["appointments"] = seats.get(checkin["id"], [])
    aside = await set_aside.of_person(session, vault, therapist.bot_id, therapist.telegram_id)
    aside = aside if client_id is None else []
    tables["set_aside"] = [
        {
            "update": set_aside.open_update(vault, row), "cause": row.cause,
            "at": row.at, "expires_at": row.expires_at,
        }
        for row in aside
    ]  # fmt: skip
    columns = Base.metadata.tables["therapists"].columns
    own = {column.name: getattr(therapist, column.name) for column in columns}
    if client_id is not None:
        own = {name: own[name] for name in TO_READ_BY}
    me = await _opened(sealed, Base.metadata.tables["therapists"], own, unreadable)
    return Everything(me, tables, unreadable)


async def _opened(sealed: Sealed, table: Table, row: Row, unreadable: list[str]) -> Row:
    """Without what the bot keeps for itself, and opened. One damaged value must not hold back the others."""
    shown: Row = {}
    for column, value in row.items():
        if column in LEFT_OUT:
            continue
        if not column.endswith(SEALED) or value is None:
            shown[column.removesuffix(SEALED)] = value
            continue
        name = column.removesuffix(SEALED)
        try:
            shown[name] = await sealed.get(value, table=table.name, row=row["id"], column=column)
        except CannotOpen:
            shown[name] = None
            unreadable.append(f"{table.name}.{name} {row['id']}")
    return shown


def _wanted(table: Table, therapist_id: int, client_id: int | None) -> ColumnElement[bool]:
    """Which rows of a table are a therapist's, or of one client of theirs."""
    own = table.c.therapist_id == therapist_id
    if client_id is None:
        return own
    if table.name == "clients":
        return own & (table.c.id == client_id)
    if table.name == "checkins":
        theirs = select(Appointment.id).where(Appointment.client_id == client_id)
        sat = select(CheckInAppointment.checkin_id).where(CheckInAppointment.appointment_id.in_(theirs))
        asked = select(AskedQuestion.checkin_id).where(AskedQuestion.client_id == client_id)
        return own & ((table.c.client_id == client_id) | table.c.id.in_(sat) | table.c.id.in_(asked))
    if table.name == "messages":
        about = {
            refers: select(model.c.id).where(model.c.client_id == client_id)
            for refers, model in ((name, Base.metadata.tables[of]) for name, of in ABOUT.items())
        }
        return own & or_(
            *((table.c.refers == name) & table.c.refers_id.in_(ids) for name, ids in about.items())
        )
    return own & (table.c.client_id == client_id if "client_id" in table.c else false())


async def _seats(session: Session, therapist_id: int, client_id: int | None) -> dict[int, list[Row]]:
    """Which appointments each check-in looks back on, in order."""
    whose = true() if client_id is None else Appointment.client_id == client_id
    found = await session.execute(
        select(CheckInAppointment)
        .join(CheckIn, CheckIn.id == CheckInAppointment.checkin_id)
        .join(Appointment, Appointment.id == CheckInAppointment.appointment_id)
        .where(CheckIn.therapist_id == therapist_id, whose)
        .order_by(CheckInAppointment.checkin_id, CheckInAppointment.position)
    )
    seats: dict[int, list[Row]] = {}
    for seat in found.scalars():
        seats.setdefault(seat.checkin_id, []).append(
            {"appointment_id": seat.appointment_id, "wanted": seat.wanted}
        )
    return seats
