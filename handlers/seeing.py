"""From where a typed line of planning is seen: the therapist's clock, language, clients and working hours."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from db.therapists import work_of
from handlers.context import Turn
from prompts.schedule.planning import Seen, vocabulary


def seen(turn: Turn, known: Collection[str] = (), *, usual: int = 50, at: datetime | None = None) -> Seen:
    """`known`: normalised codes; `usual`: minutes; `at`: when it was written, if not now."""
    return Seen(at or turn.now, turn.zone, vocabulary(turn.me.locale), known, usual, work_of(turn.me))
