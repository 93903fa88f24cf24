"""What all tables share: names of constraints, column types, and the usual keys."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, ClassVar, cast

from sqlalchemy import JSON, BigInteger, Boolean, Date, ForeignKey, LargeBinary, MetaData, String, Table, Time
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


def table(model: type[Base]) -> Table:
    """A model's table, for statements that make no objects."""
    return cast(Table, model.__table__)


def row_id() -> Mapped[int]:
    """An id of ours, made by `db.ids.new_id`."""
    return mapped_column(BigInteger, primary_key=True, autoincrement=False)


def owner(table: str, *, index: bool = True) -> Mapped[int]:
    """The row this one belongs to, and goes with."""
    return mapped_column(ForeignKey(f"{table}.id", ondelete="CASCADE"), index=index)


def maybe(table: str) -> Mapped[int | None]:
    """The same, where there may be none."""
    return mapped_column(ForeignKey(f"{table}.id", ondelete="CASCADE"), index=True)
