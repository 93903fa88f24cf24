"""Whether the database really takes something in, found out at the start rather than at somebody's answer."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert

from db.models import SetAside

AMOUNT = 65_536  # bytes: more than what lies free in a file's pages, less than anybody notices
_NOBODY = {"bot_id": 0, "update_id": 0}


def prove(connection: Connection) -> None:
    """Write and remove so much in the connection's transaction; committing it needs the room, and the right.

    The database's own errors pass: a full disk, a read-only file or server, a role without the right.
    """
    some_time = datetime(2000, 1, 1, tzinfo=UTC)
    filling = {"cause": "", "update_sealed": os.urandom(AMOUNT), "at": some_time, "expires_at": some_time}
    connection.execute(insert(SetAside).values(id=0, **_NOBODY, **filling))
    connection.execute(delete(SetAside).where(SetAside.id == 0))
