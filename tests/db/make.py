"""Rows with defaults, for the tests of the database."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Table
from sqlalchemy.types import TypeEngine

from db.ids import new_id
from db.models import Therapist
from db.types import UTCDateTime

NOW = datetime(2026, 11, 23, 14, 50, tzinfo=UTC)
_number = count(1)


def therapist(**given: Any) -> Therapist:
    number = next(_number)
    row: dict[str, Any] = {
        "id": new_id(NOW),
        "bot_id": 1,
        "telegram_id": number,
        "chat_id": number,
        "consent_version": 1,
        "consented_at": NOW,
        "seed": 1,
        "last_seen_at": NOW,
    }
    return Therapist(**row | given)


def any_row(table: Table, ids: dict[str, int]) -> dict[str, Any]:
    """A row of any table; its foreign keys refer to `ids`, by table name, and its own id is added to them."""
    row = {column.name: _any_value(column.type) for column in table.columns}
    for column in table.columns:
        for key in column.foreign_keys:
            row[column.name] = ids[key.column.table.name]
    if "id" in row:
        ids[table.name] = row["id"]
    return row


def _any_value(kind: TypeEngine[Any]) -> Any:
    number = next(_number)
    if isinstance(kind, UTCDateTime):
        return NOW + timedelta(minutes=number)
    values: dict[type, Any] = {
        int: number,
        bool: False,
        str: f"s{number}",
        bytes: b"b%d" % number,
        date: date(2026, 11, 23) + timedelta(days=number),
        time: time(18, 30),
        object: {},  # JSON
    }
    return values[kind.python_type]
