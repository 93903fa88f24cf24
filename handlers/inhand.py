"""The update that is being handled: here handlers say that it is committed, and that it failed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class UpdateInHand:
    """One update on its way through the handlers. `update_id` is None outside of one, in a tick say.

    python-telegram-bot returns normally after a handler raised: the error handler records the failure here.
    """

    update_id: int | None = None
    on_commit: Callable[[], None] | None = field(default=None, repr=False)
    is_committed: bool = False
    error: BaseException | None = field(default=None, repr=False)
    reading: bool = False  # the database takes nothing in: only what keeps nothing may be answered

    def committed(self) -> None:
        """The effects stand in the database: the update counts as resolved. Saying it twice is harmless."""
        if not self.is_committed:
            self.is_committed = True
            if self.on_commit is not None:
                self.on_commit()

    def failed(self, error: BaseException) -> None:
        """A handler raised. The first failure is kept, it is the cause of the others."""
        if self.error is None:
            self.error = error


_current: ContextVar[UpdateInHand | None] = ContextVar("update_in_hand", default=None)


def current() -> UpdateInHand:
    """The update that this task is handling; outside of one an empty stand-in, so callers need not ask."""
    return _current.get() or UpdateInHand()


@contextmanager
def handling(update: UpdateInHand) -> Iterator[UpdateInHand]:
    """Make it the current one for the block and for what the block awaits."""
    token = _current.set(update)
    try:
        yield update
    finally:
        _current.reset(token)
