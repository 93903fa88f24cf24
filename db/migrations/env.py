"""Alembic's entry: runs migrations on the connection that `db.upgrade` hands over, in its transaction."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from db.models import Base
from db.types import UTCDateTime


def _render(_kind: str, item: Any, _context: object) -> str | Literal[False]:
    return "UTCDateTime()" if isinstance(item, UTCDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()
