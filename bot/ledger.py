"""Which updates are unresolved, and the offset that follows from it. Pure."""

from __future__ import annotations

from collections.abc import Sequence


class Ledger:
    """Telegram forgets all updates below the offset it is asked for: that is the lowest unresolved one."""

    def __init__(self) -> None:
        self.unresolved: set[int] = set()
        self._resolved: set[int] = set()  # those that Telegram may still send again
        self._next: int | None = None
        self._asked: int | None = None

    @property
    def offset(self) -> int | None:
        """What may be acknowledged now; None before the first update."""
        return min(self.unresolved) if self.unresolved else self._next

    def ask(self) -> int | None:
        """The offset for a poll that starts now. What it cannot bring again is forgotten here, not earlier:
        an update may be resolved while a poll that still asked for it is under way."""
        offset = self._asked = self.offset
        if offset is not None:
            self._resolved = {number for number in self._resolved if number >= offset}
        return offset

    def fresh(self, numbers: Sequence[int]) -> list[int]:
        """Which of these are new, in order; they are unresolved from now on."""
        if not numbers:
            return []
        if self._asked is not None and max(numbers) < self._asked:
            self._next = (
                None  # after a quiet week Telegram goes on at a number of its choice, maybe a lower one
            )
        new = [number for number in numbers if number not in self.unresolved and number not in self._resolved]
        self.unresolved.update(new)
        self._next = max(self._next or 0, max(numbers) + 1)
        return new

    def resolve(self, number: int) -> None:
        """Its effects are committed, or it was set aside. Saying it twice is harmless."""
        if number in self.unresolved:
            self.unresolved.discard(number)
            self._resolved.add(number)
