"""What one transaction has read already. It ends with its session: nothing is remembered between turns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from db.engine import Session
from db.models import Answer


def keep(session: Session, rows: Iterable[Any]) -> None:
    """Keep rows until the transaction ends: a session itself forgets those that nobody else holds."""
    session.info.setdefault("rows", []).extend(rows)


def answers(session: Session) -> dict[int, Answer | None]:
    """Answers by their question's id, as far as they were looked for; None: there is none."""
    known: dict[int, Answer | None] = session.info.setdefault("answers", {})
    return known
