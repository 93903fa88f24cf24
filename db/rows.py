"""A row written where it stands: one statement at once, without the session's bookkeeping.

A flush costs half a millisecond before its first statement. Every answer comes by here; all else changes its
objects and leaves the rest to the session.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Insert, Update, bindparam, insert, inspect, update
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from db.engine import Session
from db.models import Base, table


async def add(session: Session, row: Base) -> None:
    """Insert a new object; from here on the session holds it as if it had been read."""
    kind = type(row)
    for name, default in _defaults(kind):
        if name not in row.__dict__:
            setattr(row, name, default)
    await session.execute(_insert(kind), {name: row.__dict__[name] for name, _ in _defaults(kind)})
    make_transient_to_detached(row)
    session.add(row)


async def change(session: Session, row: Any, **values: Any) -> None:
    """Write columns of an object with an `id`, here and in the database; unchanged ones are left out."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return
    if not inspect(row).persistent or inspect(row).modified:  # its other changes go along, in their order
        for name, value in changed.items():
            setattr(row, name, value)
        return
    await session.execute(_update(row.__class__), {"row": row.id, **changed})
    for name, value in changed.items():
        set_committed_value(row, name, value)


@cache
def _defaults(kind: type[Base]) -> tuple[tuple[str, Any], ...]:
    """Each column, and what it holds where nothing is given. Raises TypeError for one that is made anew."""
    return tuple((column.name, _plain(column.default)) for column in table(kind).c)


def _plain(default: Any) -> Any:
    if default is not None and not isinstance(default, ScalarElementColumnDefault):
        raise TypeError("a row with such a default goes by the session")
    return None if default is None else default.arg


@cache
def _insert(kind: type[Base]) -> Insert:
    return insert(table(kind))


@cache
def _update(kind: type[Base]) -> Update:
    return update(table(kind)).where(table(kind).c.id == bindparam("row"))
