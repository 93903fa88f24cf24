"""Which migrations there are, and which one a database has: without alembic, which a start seldom needs."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import Connection, inspect, text

_SAYS = re.compile(r'^(revision|down_revision) = "([^"]+)"', re.MULTILINE)


def known_in(folder: Path) -> tuple[set[str], str]:
    """Every revision whose file is in the folder, and the newest: the one that no other comes after."""
    known: set[str] = set()
    followed: set[str] = set()
    for path in folder.glob("*.py"):
        for what, revision in _SAYS.findall(path.read_text(encoding="utf-8")):
            (known if what == "revision" else followed).add(revision)
    (newest,) = known - followed
    return known, newest


def revision_of(connection: Connection) -> str | None:
    """None for a database without tables of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)
