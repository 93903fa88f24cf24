"""Where the bot is killed: at instants drawn by lot, and at named ones around each commit and send."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from tests.faults.telegram import Trap, When

Kind = Literal["arrive", "plan", "tap", "line", "due", "digest", "again", "other"]


@dataclass(frozen=True, slots=True)
class Named:
    """Before or after the n-th commit that writes, or call of a method, of what a kind of act sets off."""

    kind: Kind
    when: When
    nth: int = 1
    method: str = ""  # none: a commit

    def __str__(self) -> str:
        return f"{self.when} {self.method or 'commit'} {self.nth} of {self.kind}"

    def trap(self, spring: Callable[[], None]) -> Trap:
        return Trap(self.method, self.when, self.nth, spring)


def _around(kind: Kind, *, commits: int, methods: tuple[str, ...]) -> list[Named]:
    found = [Named(kind, when, nth + 1) for nth in range(commits) for when in ("before", "after")]
    return found + [Named(kind, when, 1, method) for method in methods for when in ("before", "after")]


# Commit 1 is the update's, or the claim of what is due; commit 2 records what Telegram said of a new message.
NAMED = (
    *_around("due", commits=2, methods=("sendMessage",)),
    *_around("tap", commits=2, methods=("answerCallbackQuery", "editMessageText", "sendMessage")),
    *_around("line", commits=1, methods=("setMessageReaction",)),
    *_around("plan", commits=2, methods=("sendMessage",)),
    *_around("digest", commits=2, methods=("sendMessage",)),
    *_around("again", commits=2, methods=("sendMessage", "deleteMessages")),
)


@dataclass(frozen=True, slots=True)
class Lot:
    """Drawn by lot: so many seconds after something was set off, or around the n-th call of any method."""

    after: float | None = None
    when: When = "before"
    nth: int = 1

    def trap(self, spring: Callable[[], None]) -> Trap:
        return Trap("*", self.when, self.nth, spring)

    def __str__(self) -> str:
        return f"{self.when} call {self.nth}" if self.after is None else f"after {self.after * 1000:.1f} ms"


@dataclass
class Points:
    """What is still to be done to the bot in a story."""

    chance: random.Random
    random: int
    named: list[Named] = field(default_factory=list)
    every: float = 1.0  # the share of acts at which it dies

    def name(self, kind: Kind) -> Named | None:
        """The next named point for this kind of act, taken."""
        found = next((point for point in self.named if point.kind == kind), None)
        if found is not None:
            self.named.remove(found)
        return found

    def draw(self) -> Lot | None:
        """A random one, taken; None if it is nobody's turn to die."""
        if self.random <= 0 or self.chance.random() > self.every:
            return None
        self.random -= 1
        if self.chance.random() < 0.75:
            return Lot(after=self.chance.uniform(0, 0.06))
        return Lot(None, self.chance.choice(("before", "after")), self.chance.choice((1, 1, 1, 2, 2, 3)))

    def soon(self) -> float | None:
        """At times a new life ends while it begins: after so many seconds."""
        if self.random <= 0 or self.chance.random() > 0.1:
            return None
        self.random -= 1
        return self.chance.uniform(0, 0.3)

    @property
    def left(self) -> int:
        return self.random + len(self.named)
