"""Message ids that the database could not take when the messages went out: noted as soon as it takes them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handlers.effects import Say

MOST = 10_000  # then the oldest are forgotten, as a kill forgets all: what was due comes once more, marked


@dataclass(frozen=True, slots=True)
class Address:
    """Whom effects are for. `therapist_id` is None for people who have not agreed: nothing is recorded."""

    telegram_id: int
    chat_id: int
    therapist_id: int | None
    locale: str = "en"

    @property
    def lane(self) -> str | None:
        """The pacer's: many strangers must not keep therapists waiting."""
        return "stranger" if self.therapist_id is None else None


@dataclass(frozen=True, slots=True)
class Owed:
    """One message in a chat, sent or received; `say` is what it was sent for."""

    to: Address
    message_id: int
    say: Say | None = field(default=None, repr=False)
    incoming: bool = False


def nothing_owed() -> deque[Owed]:
    return deque(maxlen=MOST)
