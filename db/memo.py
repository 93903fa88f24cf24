"""What one transaction has read already. It ends with its session: nothing is remembered between turns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from db.engine import Session
from db.models import Answer, AskedQuestion


def keep(session: Session, rows: Iterable[Any]) -> None:
    """Keep rows until the transaction ends: a session itself forgets those that nobody else holds."""
    session.info.setdefault("rows", []).extend(rows)


def questions(session: Session) -> dict[int, AskedQuestion | None]:
    """Own questions by their id, as far as they were looked for; None: there is none."""
    known: dict[int, AskedQuestion | None] = session.info.setdefault("questions", {})
    return known


def answers(session: Session) -> dict[int, Answer | None]:
    """Answers by their question's id, as far as they were looked for; None: there is none."""
    known: dict[int, Answer | None] = session.info.setdefault("answers", {})
    return known


def lines(session: Session) -> dict[int, int]:
    """How many lines were added to a question, by its id, as far as that was looked for."""
    known: dict[int, int] = session.info.setdefault("lines", {})
    return known


def wrapped_keys(session: Session) -> dict[int, tuple[int, bytes]]:
    """Data keys as they stand in their rows, id and wrapped, by client, as far as they came along."""
    known: dict[int, tuple[int, bytes]] = session.info.setdefault("wrapped_keys", {})
    return known


def shown_once(session: Session) -> set[int | None]:
    """Questions that stand in one message alone, the one in their row."""
    known: set[int | None] = session.info.setdefault("shown_once", set())
    return known
